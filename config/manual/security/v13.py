"""Configuration: what production refuses, the database's roles, secrets. Lines of the table only."""

TITLE = "V13 Configuration"

TABLE = """
S13.01 | done | Production does not start with an unsafe setting | tests/structure/test_production.py::test_production_refuses_what_is_unsafe_and_says_which tests/structure/test_production.py::test_what_would_weaken_a_sign_in_stops_production tests/structure/test_guarding.py::test_production_does_not_start_without_a_trigger_and_the_other_modes_say_so tests/structure/test_readiness.py::test_a_database_a_migration_behind_is_not_started_on tests/structure/test_readiness.py::test_a_clock_two_minutes_behind_the_record_is_said tests/structure/test_readiness.py::test_files_are_open_to_others_only_where_every_folder_above_lets_them_pass tests/structure/test_readiness.py::test_production_stops_and_the_other_modes_say_it_in_the_log |
S13.02 | done | The framework's own deployment checks find nothing | tests/structure/test_production.py::test_a_safe_production_passes_djangos_own_deployment_checks |
S13.03 | done | The database has an owner, the application and a reader, each with no more than it needs | tests/structure/test_roles.py::test_after_create_roles_and_migrate_the_application_has_rows_and_no_power tests/structure/test_roles.py::test_the_reader_checks_every_record_and_writes_nothing tests/schools/test_reach.py::test_the_tests_are_the_application_which_owns_nothing_and_is_held_by_every_rule | What the application may not change of the record and of history, triggers refuse: it needs the right where an erasure lets a row go
S13.04 | left | No secret in the repository, the log, an error page or the list of processes | - | Nothing searches for planted secrets yet
S13.05 | done | Nobody learns more from a health address than that it is well; nothing else is mounted | tests/structure/test_public_pages.py::test_no_page_is_mounted_beside_ours tests/structure/test_public_pages.py::test_only_these_pages_ask_for_no_sign_in tests/structure/test_guarding.py::test_health_says_one_word_and_why_is_in_the_log_alone |
"""  # noqa: E501
