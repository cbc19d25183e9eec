"""HTTP: what a proxy says, methods, types and lengths. Lines of the table only."""

TITLE = "V4 HTTP"

TABLE = """
S4.01 | done | What a proxy forwards is believed only from the proxy | tests/schools/test_forwarded.py::test_a_forged_address_gives_nobody_more_tries tests/schools/test_forwarded.py::test_behind_one_proxy_the_address_that_it_wrote_counts_and_none_before_it tests/schools/test_forwarded.py::test_a_forged_host_or_scheme_is_in_no_link_and_makes_nothing_secure tests/schools/test_forwarded.py::test_production_believes_no_forwarded_scheme_unless_it_is_told_of_a_proxy | Nobody's address is written down anywhere
S4.02 | done | A method that a page does not take is refused and said; TRACE is refused | tests/structure/test_routes.py::test_a_method_that_a_page_does_not_take_is_refused_and_said |
S4.03 | done | The type that is said, with its charset, is the type of the body | tests/structure/test_answers.py::test_every_answer_is_of_the_type_that_it_says |
S4.04 | left | Lengths that contradict each other are refused | tests/structure/test_lengths.py::test_a_request_of_two_minds_is_refused_and_what_follows_it_is_never_answered | The server itself is shown to, in 22 shapes; the documents name no proxy yet, so none was tried
"""  # noqa: E501
