.PHONY: setup run test check demo bench mutants fix
setup run test check demo bench mutants fix:
	@python3 dev.py $@
