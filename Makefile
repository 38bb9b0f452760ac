.PHONY: setup run test check demo bench fix
setup run test check demo bench fix:
	@python3 dev.py $@
