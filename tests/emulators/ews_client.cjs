// What Ada sees and does by ews-javascript-api, which is not ours: a story in, one line of JSON out.
//
// node ews_client.cjs PACKAGE URL USER PASSWORD   PACKAGE: where ews-javascript-api lies
const [packaged, url, user, password] = process.argv.slice(2);
const util = require("util");
util.isNullOrUndefined ??= (value) => value == null; // the package asks for it, and Node has none since version 23
const ews = require(packaged);

const KEY = new ews.ExtendedPropertyDefinition(
  new ews.Guid("6f2c1a38-0b5e-4d4e-9a77-3c1d5e8f2b90"), "Ref", ews.MapiPropertyType.String);

/** What came of some work, or the code of the error that ended it. */
async function told(work) {
  try {
    return await work();
  } catch (error) {
    return error.ErrorCode ? ews.ServiceError[error.ErrorCode] : `${error.message || error}`;
  }
}

async function read(service, seen) {
  const sent = new ews.FolderId(ews.WellKnownFolderName.SentItems);
  const found = await service.FindItems(sent, new ews.ItemView(10));
  seen.subjects = found.Items.map((item) => item.Subject);
  const shape = new ews.PropertySet(ews.BasePropertySet.FirstClassProperties);
  shape.RequestedBodyType = ews.BodyType.Text;
  const mail = await ews.EmailMessage.Bind(service, found.Items[0].Id, shape);
  seen.mail = [mail.InternetMessageId, mail.ToRecipients.GetEnumerator().map((one) => one.Address), mail.Body.Text.trim()];
  const changes = (state) =>
    service.SyncFolderItems(sent, ews.PropertySet.IdOnly, null, 10, ews.SyncFolderItemsScope.NormalItems, state);
  const first = await changes(null);
  seen.changes = [first.Count, (await changes(first.SyncState)).Count];
  seen.foreign_state = await told(() => changes("bm9uZQ=="));
}

async function look(service, seen) {
  const calendar = await ews.CalendarFolder.Bind(service, ews.WellKnownFolderName.Calendar, ews.PropertySet.IdOnly);
  const days = ["2025-03-03T00:00:00Z", "2025-03-18T00:00:00Z"].map((day) => new ews.DateTime(day));
  const found = await calendar.FindAppointments(new ews.CalendarView(...days));
  seen.meetings = found.Items.map((one) => [one.Subject, one.Start.ToUniversalTime().Format("YYYY-MM-DDTHH:mm")]);
}

async function write(service, seen) {
  const draft = new ews.EmailMessage(service);
  draft.Subject = "The deck";
  draft.Body = new ews.MessageBody(ews.BodyType.Text, "It will be Friday.");
  draft.ToRecipients.Add("bo@harbour.example");
  draft.SetExtendedProperty(KEY, "key-1");
  await draft.Save(ews.WellKnownFolderName.Drafts);
  const ours = async () =>
    (await service.FindItems(ews.WellKnownFolderName.Drafts, new ews.SearchFilter.IsEqualTo(KEY, "key-1"), new ews.ItemView(5)))
      .Items;
  const [{ Id: id }] = await ours();
  const renamed = async (subject) => {
    const mail = await ews.EmailMessage.Bind(service, id);
    mail.Subject = subject;
    return () => mail.Update(ews.ConflictResolutionMode.NeverOverwrite);
  };
  const [one, other] = [await renamed("The deck, on Friday"), await renamed("Another deck")];
  await one();
  seen.stale_change = await told(other);
  seen.drafts = (await ours()).map((item) => item.Subject);
  seen.send = await told(async () => (await ews.EmailMessage.Bind(service, id)).Send().then(() => "sent"));
  await (await ews.EmailMessage.Bind(service, id)).Delete(ews.DeleteMode.HardDelete);
  seen.left = (await ours()).length;
}

async function main() {
  const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013_SP1);
  service.Credentials = new ews.WebCredentials(user, password);
  service.Url = new ews.Uri(url);
  const seen = {};
  for (const part of [read, look, write]) await part(service, seen);
  console.log(JSON.stringify(seen));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
