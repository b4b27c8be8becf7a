import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.demo.people import BASE, GROUPS_BASE, PEOPLE, PEOPLE_BASE, demo_entries
from apps.accounts.demo.tree import Equal, Every, Filter, Not, Present, Scope, Some, Unsupported, find_entry, matches, normal, search, shown

ENTRIES = demo_entries(PEOPLE, {"support": [f"cn=support,{GROUPS_BASE}"], "manager": [f"cn=managers,{GROUPS_BASE}"]})
EVERYTHING = Present("objectClass")
UNKNOWN = Unsupported()


def _found(base: str, scope: Scope, wanted: Filter) -> list[str]:
    return [entry.dn.split(",")[0] for entry in search(ENTRIES, base, scope, wanted)]


@pytest.mark.parametrize(
    ("base", "scope", "found"),
    [
        (BASE, Scope.BASE, ["dc=alexandrite"]),
        (BASE, Scope.ONE, ["ou=people", "ou=groups", "ou=services"]),
        (GROUPS_BASE, Scope.SUB, ["ou=groups", "cn=support", "cn=managers"]),
        (GROUPS_BASE.upper().replace(",", " , "), Scope.ONE, ["cn=support", "cn=managers"]),
        ("ou=nowhere,dc=example", Scope.SUB, []),
        ("ple,dc=alexandrite,dc=example", Scope.SUB, []),  # a suffix of the text is not a parent
    ],
)
def test_a_scope_is_the_entry_its_children_or_all_below(base: str, scope: Scope, found: list[str]) -> None:
    assert _found(base, scope, EVERYTHING) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Equal("uid", "support"), ["uid=support"]),
        (Equal("UID", " SUPPORT "), ["uid=support"]),
        (Equal("uid", "*"), []),
        (Equal("cn", "ольга  ветрова"), ["uid=support"]),
        (
            Every([Equal("objectClass", "inetOrgPerson"), Some([Equal("uid", "admin"), Equal("uid", "devops")])]),
            ["uid=devops", "uid=admin"],
        ),
        (Every([Present("uid"), Not(Equal("sn", "Ветрова")), Equal("givenName", "Ольга")]), []),
        (Every([]), [f"uid={person.name}" for person in PEOPLE]),
        (Some([]), []),
        (Unsupported(), []),
        (Not(Unsupported()), []),
        (Some([Unsupported(), Equal("uid", "support")]), ["uid=support"]),
        (Every([Unsupported(), Equal("uid", "support")]), []),
        (Present("userPassword"), []),
        (Equal("userPassword", "loupe-demo"), []),
        (Present("entryUUID"), [f"uid={person.name}" for person in PEOPLE]),
    ],
)
def test_filters(wanted: Filter, found: list[str]) -> None:
    assert _found(PEOPLE_BASE, Scope.ONE, wanted) == found


_FILTERS: st.SearchStrategy[Filter] = st.recursive(
    st.sampled_from([Equal("uid", "support"), Equal("uid", "admin"), Present("mail"), UNKNOWN]),
    lambda inner: st.builds(Not, inner) | st.builds(Every, st.lists(inner, max_size=3)) | st.builds(Some, st.lists(inner, max_size=3)),
    max_leaves=8,
)


@given(_FILTERS)
def test_nothing_matches_both_a_filter_and_its_opposite(wanted: Filter) -> None:
    assert not any(matches(entry, wanted) and matches(entry, Not(wanted)) for entry in ENTRIES)


@given(_FILTERS, _FILTERS)
def test_de_morgan_holds_with_undefined_as_well(one: Filter, other: Filter) -> None:
    for entry in ENTRIES:
        assert matches(entry, Not(Every([one, other]))) == matches(entry, Some([Not(one), Not(other)]))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ([], {"objectClass", "uid", "cn", "givenName", "sn", "mail"}),
        (["*"], {"objectClass", "uid", "cn", "givenName", "sn", "mail"}),
        (["+"], {"entryUUID"}),
        (["*", "+"], {"objectClass", "uid", "cn", "givenName", "sn", "mail", "entryUUID"}),
        (["MAIL", "entryuuid", "userPassword"], {"mail", "entryUUID"}),
        (["1.1"], set()),
    ],
)
def test_attributes_are_those_asked_for_and_never_the_password(asked: list[str], names: set[str]) -> None:
    entry = find_entry(ENTRIES, PEOPLE[0].dn)
    assert entry is not None
    assert set(shown(entry, asked)) == names


@given(st.text())
def test_the_normal_form_is_a_fixed_point(text: str) -> None:
    assert normal(normal(normal(text))) == normal(normal(text))
