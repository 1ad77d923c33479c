"""Folders at the twin: got, found, synchronised; and the calendar that a client may make."""

from xml.etree.ElementTree import Element

import pytest

from tests.fakes.exchange.client import Soap, account, folder_id, full, signed_in, twin
from tests.fakes.exchange.soap import NS, children, local, text

DEFAULT = "<m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>"
ALL = "<m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape>"
SEEN = {"Inbox", "Drafts", "Sent Items", "Deleted Items", "Archive", "Junk Email", "Outbox", "Calendar"}


def get(*names: str, shape: str = ALL) -> str:
    listed = "".join(map(folder_id, names))
    return f"<m:GetFolder>{shape}<m:FolderIds>{listed}</m:FolderIds></m:GetFolder>"


def found(soap: Soap, above: str, traversal: str = "Deep", inside: str = "", shape: str = DEFAULT) -> list[Element]:
    where = f"<m:ParentFolderIds>{folder_id(above)}</m:ParentFolderIds>"
    body = f'<m:FindFolder Traversal="{traversal}">{shape}{inside}{where}</m:FindFolder>'
    return soap.items(body, "m:RootFolder/t:Folders")


def names(folders: list[Element]) -> set[str]:
    return {text(one, "t:DisplayName") for one in folders}


def hierarchy(soap: Soap, state: str = "") -> tuple[list[tuple[str, str]], str]:
    """What became of the folders, and the state after it."""
    known = f"<m:SyncState>{state}</m:SyncState>" if state else ""
    page = soap.one(f"<m:SyncFolderHierarchy>{DEFAULT}{known}</m:SyncFolderHierarchy>")
    told = [
        (local(one), next((name.text or "" for name in one.iterfind(".//t:DisplayName", NS)), ""))
        for one in children(page, "m:Changes")
    ]
    return told, text(page, "m:SyncState")


def make(name: str, element: str = "CalendarFolder", more: str = "") -> str:
    made = f"<t:{element}>{more}<t:DisplayName>{name}</t:DisplayName></t:{element}>"
    where = f"<m:ParentFolderId>{folder_id('msgfolderroot')}</m:ParentFolderId>"
    return f"<m:CreateFolder>{where}<m:Folders>{made}</m:Folders></m:CreateFolder>"


def test_a_folder_is_known_by_its_id_and_by_its_distinguished_name() -> None:
    world, mails = full(3, "inbox")
    world.mail.mark(mails[0], read=False)
    with signed_in(world) as soap:
        by_name = soap.items(get("inbox"), "m:Folders")[0]
        inbox = by_name[0].get("Id", "")
        by_id = soap.items(get(inbox), "m:Folders")[0]
        assert [one.text for one in by_name] == [one.text for one in by_id]
        assert [text(by_id, f"t:{name}") for name in ("DisplayName", "TotalCount", "UnreadCount", "FolderClass")] == [
            *("Inbox", "3", "1", "IPF.Note")
        ]


def test_what_names_no_folder_fails_alone() -> None:
    with signed_in(twin()) as soap:
        malformed = get("inbox").replace(folder_id("inbox"), '<t:FolderId Id="nonsense"/>')
        assert soap.codes(malformed) == ["ErrorInvalidIdMalformed"]
        assert soap.codes(get("calendar", "tasks", "AAMkADI5none=")) == [
            *("NoError", "ErrorFolderNotFound", "ErrorFolderNotFound")
        ]


def test_folders_are_found_at_one_level_or_all_without_the_hidden_ones() -> None:
    world = twin()
    world.mail.make_folder("Projects", world.mail.make_folder("Work"))
    with signed_in(world) as soap:
        assert names(found(soap, "msgfolderroot")) == {*SEEN, "Work", "Projects"}
        assert names(found(soap, "msgfolderroot", "Shallow")) == {*SEEN, "Work"}
        paged = '<m:IndexedPageFolderView MaxEntriesReturned="3" Offset="2" BasePoint="Beginning"/>'
        assert len(found(soap, "msgfolderroot", inside=paged)) == 3
        wanted = (
            '<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="folder:DisplayName"/><t:FieldURIOrConstant>'
            '<t:Constant Value="Work"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>'
        )
        assert names(found(soap, "msgfolderroot", inside=wanted)) == {"Work"}
        hidden = wanted.replace(
            '<t:FieldURI FieldURI="folder:DisplayName"/>',
            '<t:ExtendedFieldURI PropertyTag="0x10f4" PropertyType="Boolean"/>',
        ).replace("Work", "true")
        assert names(found(soap, "root", inside=hidden)) == {"Deletions"}


def test_the_hierarchy_tells_what_became_of_folders() -> None:
    world = twin()
    with signed_in(world) as soap:
        told, state = hierarchy(soap)
        assert {name for _, name in told} == SEEN
        assert hierarchy(soap, state) == ([], state)
        work = world.mail.make_folder("Work")
        made, state = hierarchy(soap, state)
        world.mail.rename_folder(work, "Done")
        renamed, state = hierarchy(soap, state)
        world.mail.remove_folder(work)
        world.calendars.add("Club")
        gone, state = hierarchy(soap, state)
        assert (made, renamed) == ([("Create", "Work")], [("Update", "Done")])
        assert gone == [("Delete", ""), ("Create", "Club")]


@pytest.mark.parametrize("state", ["nonsense", "WzFd", ""])
def test_a_state_that_is_no_longer_good_is_refused(state: str) -> None:
    world = twin()
    with signed_in(world) as soap:
        good = hierarchy(soap)[1]
        world.mail.expire_tokens()
        body = f"<m:SyncFolderHierarchy>{DEFAULT}<m:SyncState>{state or good}</m:SyncState></m:SyncFolderHierarchy>"
        assert soap.codes(body) == ["ErrorInvalidSyncStateData"]


def test_a_client_makes_a_calendar_once_and_no_other_folder() -> None:
    world = twin()
    with signed_in(world) as soap:
        assert soap.codes(make("Headsup")) == ["NoError"]
        assert soap.codes(make("headsup")) == ["ErrorFolderExists"]
        by_class = make("Second", "Folder", "<t:FolderClass>IPF.Appointment</t:FolderClass>")
        assert soap.codes(by_class) == ["NoError"]
        assert {"Headsup", "Second"} < names(found(soap, "msgfolderroot"))
        assert soap.ask(make("Mails", "Folder")).status_code == 500
    assert [one.why for one in world.offences] == ["makes a folder that is no calendar"]
    assert len(world.writes) == 2


def test_a_new_calendar_is_found_after_the_lag() -> None:
    world = twin()
    world.lag = 1
    with signed_in(world) as soap:
        soap.one(make("Headsup"))
        assert "Headsup" not in names(found(soap, "msgfolderroot"))
        assert "Headsup" in names(found(soap, "msgfolderroot"))
        soap.one(make("Second"))
        early, state = hierarchy(soap)
        assert ("Create", "Second") not in early
        assert hierarchy(soap, state)[0] == [("Create", "Second")]


def test_somebody_elses_calendar_is_asked_for_by_the_address() -> None:
    world = twin()
    world.calendars.add("Team", owner="bo@harbour.example", can_edit=False)
    with signed_in(world) as soap:
        mailbox = "<t:Mailbox><t:EmailAddress>{}@harbour.example</t:EmailAddress></t:Mailbox>"
        named = f'<t:DistinguishedFolderId Id="calendar">{mailbox}</t:DistinguishedFolderId>'
        whole = get("calendar").replace(folder_id("calendar"), named)
        assert text(soap.items(whole.format("bo"), "m:Folders")[0], "t:DisplayName") == "Team"
        assert text(soap.items(whole.format("ada"), "m:Folders")[0], "t:DisplayName") == "Calendar"
        assert soap.codes(whole.format("cy")) == ["ErrorAccessDenied"]
        assert "Team" not in names(found(soap, "msgfolderroot"))


def test_exchangelib_walks_the_folders() -> None:
    world = twin()
    with account(world) as ada:
        walked = {one.name for one in ada.msg_folder_root.walk()}
        assert walked == SEEN
        told = [(kind, one.name) for kind, one in ada.msg_folder_root.sync_hierarchy(only_fields=["name"])]
        assert told[0] == ("create", "Inbox")
    assert world.violations == []
