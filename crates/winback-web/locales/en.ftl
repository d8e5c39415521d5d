# The words of the pages in English. `$count_shown` is the number as people write it.

## Everywhere
skip = Skip to content
nav-main = Main
nav-pipeline = Pipeline
nav-leads = Leads
nav-customers = Customers
nav-configuration = Configuration
nav-lost-reasons = Lost Reasons
nav-stages = Stages
nav-teams = Sales Teams
nav-people = People
nav-settings = Settings
nav-profile = Profile
nav-operations = What was done
sign-out = Sign out
undo = Undo
save = Save
discard = Discard
cancel = Cancel
close = Close
create = Create
open = Open
create-and-open = Create & open
add = Add
new = New
archive = Archive
unarchive = Unarchive
yes = Yes
no = No
none = None
all = All
or = or
entry = entry
name = Name
description = Description
count = Records
default = default
actions = Actions
go-back = Go back
go-on = Go on
go-to-pipeline = Go to the pipeline
language = Language
login = Login or e-mail
password = Password
lead = Lead
opportunity = Opportunity
favourite = favourite
tag = Tag
somebody = somebody
when = When
who = Who
what = What
records = { $count ->
    [one] { $count_shown } record
   *[other] { $count_shown } records
}

## Customers
new-customer = New customer
customers-search = Name, e-mail or reference
customers-archived = Archived ones
customers-empty = No customer matches
customers-count = { $count ->
    [one] { $count_shown } customer
   *[other] { $count_shown } customers
}
customer-opportunities = Opportunities
customer-opportunities-of = Opportunities of { $name }
kind-company = Company
kind-person = Person
search = Search

## Signing in
sign-in = Sign in
sign-in-title = Sign in to Winback
sign-in-lead = The pipeline that learns from the deals that did not work out.
welcome-title = Set your password
welcome-lead = Your one-time link lets you choose a password, once.
one-time-link = One-time link
new-password = New password
old-password = Password until now
password-hint = At least ten characters; not one that everybody uses.
set-password = Set password and sign in
change-password = Change password
own-zone = My time zone
own-zone-hint = Lists and groups are cut in it, reports in that of the deployment, { $zone }. Empty takes the deployment’s.
no-such-zone = There is no time zone “{ $zone }”. Write a name such as Europe/Brussels.
old-password-wrong = The password until now is another one.

## What goes wrong
failure-title = That did not work
failure-sign-in = Sign in first.
failure-no-page = There is no such page.
failure-origin = The request came from another site, so nothing was changed. Open the page here and try again.
failure-too-long = More was sent than is taken at once. Nothing was changed.
failure-too-often = { $count ->
    [one] That was too much in too short a time, so nothing was changed. Try again in { $count_shown } second.
   *[other] That was too much in too short a time, so nothing was changed. Try again in { $count_shown } seconds.
}
failure-overloaded = The server has as much to do as it may, so nothing was changed. Try again in a moment.
failure-too-slow = It took longer than this server allows. Look whether what you changed is there before you change it again; a narrower filter is quicker.
failure-failed = The server failed. Look whether what you changed is there before you change it again; if it stays so, tell whoever runs this server.
failure-no-answer = No answer came from the server. Look whether what you changed is there before you change it again.
failure-form = The form was not complete. Go back, reload the page and try again.
error-server = The server failed, and nothing was changed. Try again; if it stays so, tell whoever runs this server.
error-busy = The database is busy. Nothing was changed; try again in a moment.
error-sign-in = Login or password is wrong.
error-slow-down = { $count ->
    [one] Too many wrong passwords. Try again in { $count_shown } second.
   *[other] Too many wrong passwords. Try again in { $count_shown } seconds.
}
error-not-allowed = Only managers may do that. Ask a manager.
error-not-found = There is no such record, or you may not see it.
error-unknown = There is no { $what } “{ $name }”.
error-stale = Somebody changed this record meanwhile. Look at it again, then repeat your change.
error-moved = { $count ->
    [one] { $count_shown } record matches by now, which is another number than you were shown. Look again.
   *[other] { $count_shown } records match by now, which is another number than you were shown. Look again.
}
error-taken = There is “{ $name }” already. Choose another name.
error-last-manager = { $name } is the only manager. Make somebody else a manager first.
error-circle = “{ $name }” cannot belong to “{ $parent }”, which is the same or belongs to it. Choose another company.
error-refused = { $count ->
    [one] { $first }
   *[other] { $count_shown } of the records do not allow it, so nothing was changed. { $first }
}
error-transition = “{ $name }” is { $state }, which does not allow it.
error-reason-required = A lost reason is required here. Choose one.
error-note-required = A closing note is required here. Write what happened.
error-saved-search = The saved search “{ $name }” cannot be used any more. { $problem }
error-note-required-for = “{ $reason }” requires a closing note. Write what happened.

## What is wrong with a filter; words that are typed are the same in every language
error-filter-at = { $problem } (column { $column }).
error-filter-in = { $problem } (at { $place }).
error-filter-whole = { $problem }.
error-filter-between = { " " }
error-filter-comma = { ", " }
error-filter-or = { $first } or { $last }
error-filter-quoted = “{ $typed }”
error-filter-expected = Expected: { $expected }.
error-filter-meant = Did you mean { $names }?
error-filter-closing-quote = “{ $mark }” at the end of the text
error-filter-whole-from = a whole number from { $least }
error-filter-end = the end
error-filter-text-end = the end of the text
error-filter-field = a field
error-filter-around-dot = a field on both sides of the dot
error-filter-value = a value
error-filter-scalar = a text, a number, yes or no, or a word such as “today”
error-filter-yes-no = “true” or “false”
error-filter-text = a text
error-filter-number = a number such as “12.50”
error-filter-whole-number = a whole number
error-filter-date = a date such as “2024-01-31”
error-filter-date-or-time = a date or time such as “2024-01-31T10:00”
error-filter-domain-date-or-time = a date such as “2024-01-31”, or a time such as “2024-01-31 10:00:00”
error-filter-length = a length such as “30 days”
error-filter-id-or-quoted-name = a whole number as id, or a name in quotes
error-filter-quoted-name = a name in quotes
error-filter-id-or-name = an id or a name
error-filter-alone = names alone, or ids alone
error-filter-key-or-aggregate = a key or an aggregate
error-filter-aggregate = an aggregate such as “sum(field)”
error-filter-branch = an object with “all”, “any”, “not” or “field”
error-filter-length-object = an object with “count” and “unit”
error-filter-period-object = an object with “which” and “unit”
error-filter-condition = a list of field, operator and value
error-filter-list = a list
error-filter-object = an object
error-filter-conditions = a list of conditions
error-filter-numbers = a list of numbers
error-filter-texts = a list of texts
error-filter-dates = a list of dates
error-filter-choices = a list of choices
error-filter-ids-or-names = a list of ids or names
error-filter-too-long = The filter is too long; at most { $limit } bytes are read
error-filter-long-pattern = The pattern is too long; at most { $limit } bytes are matched
error-filter-too-deep = The filter is too deep; at most { $limit } levels of parentheses, “not” and dots are read
error-filter-deep-domain = The domain is too deep; at most { $limit } levels of “|”, “&”, dots and “any” are read
error-filter-many-keys = There are too many keys; records are grouped by at most { $limit }
error-filter-deep-key = A key leads through one dot at the most
error-filter-unclosed = The text in quotes is not closed
error-filter-character = “{ $found }” means nothing here; put text in "quotes"
error-filter-unexpected = Something else should stand here than { $found }
error-filter-records = There are no records named “{ $name }”
error-filter-unknown-field = There is no field “{ $name }”
error-filter-no-inside = “{ $field }” is a field of type { $type } and has no fields of its own
error-filter-wrong-operator = “{ $field }” is a field of type { $type } and has no operator “{ $operator }”
error-filter-wrong-value = “{ $value }” is no value for “{ $field }”
error-filter-no-choice = “{ $value }” is not a choice of “{ $field }”
error-filter-out-of-range = “{ $value }” is out of range for “{ $field }”
error-filter-time-on-date = “{ $field }” is a date and cannot be compared with the time in “{ $value }”
error-filter-wrong-condition = “{ $field }” is a field of type { $type } and cannot be asked that
error-filter-wrong-entity = The filter on “{ $field }” uses fields of “{ $found }”
error-filter-unknown-cut = “{ $cut }” is no way to cut “{ $field }”
error-filter-wrong-cut = “{ $field }” is neither a date nor a time and cannot be cut by “{ $cut }”
error-filter-not-groupable = “{ $field }” cannot be grouped by
error-filter-not-sortable = “{ $field }” cannot be sorted by
error-filter-repeated-key = The records are grouped by “{ $key }” already
error-filter-no-aggregate = “{ $name }” is no aggregate
error-filter-no-order = The groups have no “{ $name }” to be ordered by
error-filter-nobody = “me” is nobody here; compare “{ $field }” with a name or an id
error-filter-no-person = “{ $field }” does not refer to people; put a name in "quotes"
error-filter-json = This is no JSON
error-filter-json-at = This is no JSON from line { $line }, column { $column } on
error-filter-unknown-key = The key “{ $key }” does not belong here
error-filter-missing-key = The key “{ $key }” is missing
error-filter-unknown-operator = There is no operator “{ $name }”
error-filter-bad-field = “{ $name }” can be no field; names have letters, digits and “_”, with dots between
error-filter-wrong-operand = The operator “{ $operator }” needs something else
error-filter-bad-word = “{ $word }” is no word such as “today” or “me”
error-filter-no-domain = “{ $found }” is no domain
error-filter-no-condition = “{ $found }” is no condition
error-filter-missing-condition = A condition is missing after “{ $operator }”
field-type-text = text
field-type-number = number
field-type-date = date
field-type-time = date and time
field-type-choice = choice
field-type-yes-no = yes/no
field-type-reference = reference
field-type-many = list of records

## What a value cannot be, and what cannot be done
error-value = { $field }: “{ $value }” { $problem }.
error-value-empty = { $field } is empty. Give a text.
error-value-nul = holds a NUL character
error-value-long = is longer than { $most } characters: shorten it
error-value-one-line = holds a line break or another control character
error-value-priority = is not a number from 0 to 3
error-value-day = is not a day: write it as 2026-03-31
error-value-day-or-none = is not a day: write one such as 2026-03-31, or none
error-value-day-range = is too early or late: give another day
error-value-place = is no place: count from 1
error-value-amount = is not an amount: give digits, such as 1500 or 1500.50
error-value-precise = has more than { $digits } digits after the point, which { $code } does not have
error-value-large = is too large an amount
error-value-probability = is not a probability: give a number from 0 to 100 with at most two decimals
error-value-certain = cannot be set: create it in a won stage, or mark it won afterwards
error-value-kind = is no kind of customer: choose company or person
error-value-employees = is no number of people: give a whole number from 0
error-value-yes-no = is neither yes nor no
error-value-on-off = is neither on nor off
error-value-customer = is no customer: add it first
error-value-customers = is the name of several customers: give the id of one, such as { $id }
error-value-token-time = is no time for a token: give 1 to { $most } days
error-value-outlives = is longer than the token that asks for it lives: until { $until }
error-value-language = is no language of the pages: choose one of { $known }
error-value-cursor = is no place in a list: begin it anew
error-value-length = is no length of time: write 90d, 12w, 6mo or 1y
error-value-finer = counts days at the least: write 90d, 12w, 6mo or 1y
error-value-no-time = is no time at all: write at least 1d
error-value-length-range = is too long: give a shorter time
error-value-login = is no login: give one without spaces
error-value-comma = holds a comma, which stands between tags
error-value-currency = is not an ISO 4217 code: give one such as EUR or CNY
error-value-time-zone = is not an IANA time zone: give one such as Europe/Brussels
error-value-locale = names no language and country: give some such as en-GB
error-value-nested = is a favourite: in a filter to be saved, write out what it filters
error-value-reserved = cannot have @, / and control characters: leave them out
error-value-default-name = stands for whichever search is your default: take another name
error-value-ready-name = is the ready filter { $filter }: take another name
error-password-short = { $field }: give at least ten characters.
error-password-long = { $field }: give at most 1,000 bytes.
error-password-own-name = { $field }: this is one's own name. Take several words that do not belong together.
error-password-guessed = { $field }: this is easily guessed. Take several words that do not belong together.
error-no-assignment = “{ $text }” sets no field.
error-edited-stage = The stage is not edited here. Move the record to it.
error-edited-state = { $field } is not edited here. Mark the record lost or won, restore or archive it.
error-edited-kind = The kind is not edited here. Convert the lead.
error-kept-field = { $field } is kept by Winback and cannot be edited.
error-no-field = There is no field “{ $field }”.
error-no-column = There is no column “{ $column }”.
error-no-receiver = Say who gets the records: a salesperson, a team or both.
error-unnamed-leads = Choose the leads one by one to merge them into an opportunity.
error-customer-of-merged = A customer cannot be given to leads that are merged, as their opportunities have theirs.
error-merge-few = Choose at least two records to merge.
error-merge-many = { $found } records are too many to be made one; at most { $most } may be. Choose fewer, or let a manager say up to how many.
error-merge-twice = Record { $id } is chosen twice. Choose each record once.
error-nothing-chosen = Choose a language, a time zone or both.
error-given-twice = This is given twice. Leave one out, such as “{ $clause }”.
error-grouped-list = A list has no groups here. Leave out “group by”.
error-reversed-period = The period ends on { $until }, before it begins on { $since }. Turn the days round.
error-empty-filter = An empty filter would mean every record. Write “everything” if that is meant.
error-not-in-schema = There are no { $what } here.
error-several-customers = There are several customers “{ $name }”. Name one by its id, such as { $id }.
error-several-people = There are several people “{ $name }”. Name one by the login: { $logins }.
error-not-empty = The database has { $present } records already.
error-reason-into-itself = “{ $name }” cannot be merged into itself. Choose another reason.
error-edit-beside-loss = The record is archived, and a probability of 0 marks it lost. Do that in a change of its own.
error-undo-create = A new record cannot be undone. Archive it instead.
error-undo-import = An import cannot be undone. Archive its records instead.
error-undo-merge = A merge is undone from its own page, which shows what has changed since.
error-undo-merge-reasons = A merge of lost reasons cannot be undone. Create the reason again, and amend the losses.
error-undo-undo = An undo cannot be undone. Make the change again instead.
error-undone-already = This was undone already.
error-undo-log = This cannot be undone, as the log does not tell what it was before.
error-many-merges = These leads belong to { $found } opportunities, and at most { $most } are merged into at once. Narrow the filter.
error-many-leads = There are opportunities with too many leads, as at most { $most } records become one.
error-lead-itself = Record { $id } is a lead itself. Choose an opportunity, or convert it first.
error-ready-filter = “{ $name }” is a ready filter and cannot be changed.
error-default-of-other = “{ $name }” is a favourite of { $owner }. Your default has to be one of your own.
error-several-searches = Several people share a favourite “{ $name }”. Write { $written }.
error-not-first = Somebody has a password already. Let a manager make a link.
error-no-manager = There is no manager.
error-no-active-manager = There is no active manager to act as. Name a person.
error-invalid-link = The link was used, or is over, or is none. Ask a manager for another.
error-link-for-owner = Sign in to make a link for your own password.
error-archived-stage = The stage “{ $name }” is archived and takes no records. Choose another, or offer it again.
error-archived-label = { $what } “{ $name }” is archived. Choose another, or ask a manager to offer it again.
error-taken-login = Somebody has the login “{ $name }” already. Give another one.
error-other-digits = The currency cannot change to { $code }, which has { $digits } digits after the point; { $now } has { $now_digits }, and there are amounts already.
error-leads-off = Leads are not in use here. A manager turns them on in the settings.
error-not-installed = The database is empty.
error-left = { $name } no longer works here.
error-renamed = There is no lost reason “{ $name }” any more. It is called “{ $now }” now.
error-merged = Record { $id } was merged into { $into }. Go on with that one.
error-merged-on = The record was merged into { $into } since. Undo that merge first.
error-undecided = Changed since the merge: { $fields }. Say which value each is to have.
error-in-use = “{ $name }” cannot be removed, as records use it. Archive it instead.
error-many-groups = There are more than { $most } groups. Take wider ones, fewer keys or a shorter time.
error-edit-certain = The probability cannot be set to 100. Mark the record won.
error-edit-won = The record is { $state }, so its probability stays as it is. Move it out of its won stage first.
error-edit-lost = The record is { $state }, so its probability stays as it is. Restore it first.
error-edit-closed = The record is { $state }, so its probability stays as it is.
error-edit-zero = The record is archived: at a probability of 0 it is lost. Mark it lost instead.
error-archiving-loses = Archiving an open record at 0 % marks it lost. { $asked }

## What was done
done-create = Created.
done-edit = Saved.
done-mark-lost = { $count ->
    [one] { $count_shown } record marked lost.
   *[other] { $count_shown } records marked lost.
}
done-amend-loss = { $count ->
    [one] The loss of { $count_shown } record was amended.
   *[other] The losses of { $count_shown } records were amended.
}
done-restore = { $count ->
    [one] { $count_shown } record restored.
   *[other] { $count_shown } records restored.
}
done-archive = { $count ->
    [one] { $count_shown } record archived.
   *[other] { $count_shown } records archived.
}
done-mark-won = { $count ->
    [one] { $count_shown } record marked won.
   *[other] { $count_shown } records marked won.
}
done-move-stage = { $count ->
    [one] { $count_shown } record moved.
   *[other] { $count_shown } records moved.
}
done-assign = { $count ->
    [one] { $count_shown } record assigned.
   *[other] { $count_shown } records assigned.
}
done-convert = { $count ->
    [one] { $count_shown } lead converted.
   *[other] { $count_shown } leads converted.
}
done-import = { $count ->
    [one] { $count_shown } record imported.
   *[other] { $count_shown } records imported.
}
done-merge = { $count ->
    [one] { $count_shown } record merged.
   *[other] { $count_shown } records merged into one.
}
done-merge-reasons = Lost reasons merged.
done-configure-stage = { $count ->
    [one] Stage changed, and { $count_shown } record with it.
   *[other] Stage changed, and { $count_shown } records with it.
}
done-undo = { $count ->
    [one] Undone for { $count_shown } record.
   *[other] Undone for { $count_shown } records.
}
done-undone = { $count ->
    [one] Undone for { $count_shown } record.
   *[other] Undone for { $count_shown } records.
}
done-undone-some = Undone for { $count_shown }. { $left ->
    [one] { $left_shown } has changed since, or you may not see it any more; it was left alone.
   *[other] { $left_shown } have changed since, or you may not see them any more; they were left alone.
}
done-nothing = Nothing to change: it is so already.
done-saved = Saved.

## The pipeline and the search bar
views = Views
view-kanban = Board
view-list = List
board = Board
search-placeholder = Search…
search-in-opportunity = Search { "{}" } in Opportunity
search-in-customer = Search { "{}" } in Customer
search-in-salesperson = Search { "{}" } in Salesperson
search-in-lost-reason = Search { "{}" } in Lost Reason
filters = Filters
group-by = Group By
favourites = Favorites
favourites-empty = None yet. Save a search that you use often.
delete-favourite = Delete the favorite { $name }
add-custom-filter = Add Custom Filter
custom-filter = Custom filter
custom-group = Custom group
remove-facet = Remove { $name }
save-search = Save current search
default-search = My lists open with it
shared-search = Share with everybody
filter-wrong = This filter cannot be read
filter-text = As text
filter-text-hint = For example: lost_reason in ("Too expensive", "Not enough stock") and expected_revenue > 5000
filter-apply = Apply
empty-filtered = Nothing matches
empty-filtered-hint = Remove a filter, or look for something else. Lost and archived records show with the filters Lost and Archived, or with Include archived.
empty-all = Nothing here yet
empty-all-hint = Create the first one, or import what you have with “winback import”.
remove-filters = Remove all filters
fold = Fold or unfold { $name }
new-in = New in { $name }
show-all = Show all { $count_shown }
more-columns = There are more columns than are shown: the list shows all groups.
more-groups = There are more groups than are shown: narrow the filter.
card-menu = Actions for { $name }
drag-hint = Press Space to pick the card up, the arrow keys to move it to another stage, Space to put it down, Escape to leave it.
drag-lifted = Picked up.
drag-over = Over { "{}" }.
drag-dropped = Put down.
drag-cancelled = Left where it was.
columns = Columns
selected = { "{}" } selected
select-page = Select all on this page
select-all = All that match
select-record = Select { $name }
pages = Pages
first-page = First page
next-page = Next page
cut-year = Year
cut-quarter = Quarter
cut-month = Month
cut-week = Week
cut-day = Day
quarter-of-year = Q{ $quarter } { $year }
week-of = Week of { $day }

## The ready filters
ready-my-pipeline = My Pipeline
ready-my-leads = My Leads
ready-unassigned = Unassigned
ready-open = Open Opportunities
ready-won = Won
ready-ongoing = Ongoing
ready-lost = Lost
ready-archived = Archived
include-archived = Include archived
ready-created-this-month = Created this month
ready-created-this-quarter = Created this quarter
ready-created-this-year = Created this year
ready-closed-this-month = Closed this month
ready-closed-this-quarter = Closed this quarter
ready-closed-this-year = Closed this year

## The editor of rules
rules-match = Match
rules-all = all of these
rules-any = any of these
rules-add = New rule
rules-branch = New branch
rules-duplicate = Duplicate
rules-delete = Delete
rules-field = Field
rules-operator = Operator
rules-value = Value
rules-values = Values; Enter adds one
rules-from = From
rules-to = To
rules-not = not
rules-find = Find a field…
rules-only-text = This part can be changed as text only
period-last = last
period-this = this
period-next = next
period-day = days
period-week = weeks
period-month = months
period-quarter = quarters
period-year = years
word-me = me
word-today = today

## Actions
action-lose = Mark Lost
action-lost = Lost
action-amend = Change the loss
action-win = Mark Won
action-won = Won
action-restore = Restore
action-unarchive = Unarchive
action-archive = Archive
action-move = Move to stage
action-assign = Assign
action-merge = Merge
action-convert = Convert to opportunity
action-export = Export
restore-hint = It comes back to the pipeline, in the stage where it was. Its loss stays in the history.
archive-hint = Archiving takes a record out of the pipeline without losing it: no reason is asked for. An open one at 0 % becomes lost.
win-hint = It moves to the won stage, at 100 %.
assign-hint = Stages and losses stay as they are.
assign-nobody = Choose a salesperson, a sales team or both.
move-hint = Records that are in the stage already stay as they are.
choose-first = Choose records first
choose-first-hint = Tick the lines that you mean, or “All that match”.
closing-note = Closing note
create-reason = Create “{ $name }”
reason-none-found = No reason is called so.
reason-ask-manager = Only managers create reasons. Choose one, or ask a manager.
reason-is-new = There is no lost reason “{ $name }” yet. Leave the tick to create it, or choose another.
reason-only-managers = There is no lost reason “{ $name }”, and only managers create reasons. Choose another or none, or ask a manager; what you typed is kept.
editor-bold = Bold
editor-italic = Italic
editor-list = List
editor-numbers = Numbered list
editor-link = Link
editor-link-ask = Address of the link
effect-nothing = stay as they are
effect-lose = become lost
effect-amend = are lost already; their loss is amended
effect-archive = are archived
effect-reopen = come back
effect-win = become won
effect-move = move
effect-assign = change hands
preview = Preview
preview-missing = { $count ->
    [one] { $count_shown } of the records does not exist, or you may not see it.
   *[other] { $count_shown } of the records do not exist, or you may not see them.
}
preview-refused = { $count ->
    [one] { $count_shown } record does not allow it:
   *[other] { $count_shown } records do not allow it:
}
preview-leave-out = { $count ->
    [one] Go on without it
   *[other] Go on without these { $count_shown }
}
merge-hint = All become one. Nothing is lost: the history keeps what the others had, and a merge can be undone.
merge-survivor = stays
merge-fields = Fields of the result
merge-result = Result
merge-from = From
merge-others = Not taken
merge-won-left-out = { $count ->
    [one] { $count_shown } won record is left out.
   *[other] { $count_shown } won records are left out.
}
convert-leads = { $count ->
    [one] { $count_shown } lead becomes an opportunity
   *[other] { $count_shown } leads become opportunities
}
keep-as-is = Keep as it is
customer-of-each = Add a customer of each lead’s own company or contact
unmerge = Undo the merge
unmerge-hint = These fields were changed since the merge. Say which value each is to have.
unmerge-now = as it is now
unmerge-before = as it was before

## One record
crumbs = Where you are
new-opportunity = New opportunity
new-lead = New lead
form-contact = Contact
form-marketing = Marketing
automatic = Automatic
unsaved = What you typed on this page is not saved, and will be lost by what you do next. Go on?
typed-is-kept = What you typed stands below; saving again is refused until you reload.
was-merged = The record that you asked for was merged into this one.
similar = Similar records
similar-more = There are more.
same-email = Same e-mail
same-phone = Same phone
same-customer = Same customer
same-domain = Same company
loss-history = Loss history
loss-current = now
loss-revisions = What was said before
lost-when-by = Lost { $when } by { $who }
no-reason = No reason
ended-restored = Restored { $when } by { $who }
ended-merged = Ended by a merge { $when } by { $who }
ended-won = Won { $when } by { $who }
activity = Activity
activity-more = Show everything
changed-to = changed to
entry-created = created it
entry-changed = changed it
entry-lost = marked it lost
entry-loss-amended = amended the loss
entry-restored = restored it
entry-archived = archived it
entry-won = marked it won
entry-stage-moved = moved it
entry-assigned = assigned it
entry-converted = converted it
entry-imported = imported it
entry-merged = merged others into it
entry-merged-away = merged it into another
entry-undone = undid a change
priority-0 = Low
priority-1 = Medium
priority-2 = High
priority-3 = Very high
state-open = Open
state-won = Won
state-lost = Lost
state-archived = Archived

## Configuration
all-teams = All teams
won-stage = Won stage
folded = Folded
place = Place
place-of = Place of { $name }
name-of = Name of { $name }
description-of = Description of { $name }
guidance-of = When to use { $name }
outcome-of = Outcome of { $name }
lost-now = Lost now
ever-lost = Ever lost
team-leader = Team leader
password-link = Password link
link-made = { $name } sets a password by this link, once, until { $until }. It is shown only now:
stage-becomes-won = { $count ->
    [one] “{ $name }” becomes a won stage, and { $count_shown } open record in it becomes won.
   *[other] “{ $name }” becomes a won stage, and { $count_shown } open records in it become won.
}
stage-becomes-open = { $count ->
    [one] “{ $name }” is no won stage any more, and { $count_shown } won record in it opens again.
   *[other] “{ $name }” is no won stage any more, and { $count_shown } won records in it open again.
}
outcome-competitive = Lost to a competitor
outcome-no-decision = No decision
outcome-disqualified = Disqualified
outcome-other = Other
role-salesperson = Salesperson: own and unassigned records
role-salesperson-all = Salesperson: all records
role-manager = Manager
setting-leads = Leads
setting-leads-hint = A step before the opportunity: qualify first, convert later.
setting-currency = Currency
setting-currency-hint = Of all amounts, as an ISO 4217 code such as EUR.
setting-time-zone = Time zone
setting-time-zone-hint = In which days begin, as an IANA name such as Europe/Brussels.
setting-locale = Locale
setting-locale-hint = Language and country that say with which day weeks begin, such as en-US.
setting-require-reason = Require a lost reason
setting-require-reason-hint = Nothing is marked lost without one, through whichever door.
setting-require-note = Require a closing note
setting-require-note-hint = Nothing is marked lost without one.
setting-require-note-for = Lost reasons that require a closing note
setting-require-note-for-hint = Their names, with commas between.
setting-scoring-variables = What probabilities are estimated from
setting-scoring-variables-hint = Besides the stage: all, or some with commas between: state, country, phone_state, email_state, source, language, tags.
setting-scoring-since = Learn from records created since
setting-scoring-since-hint = A day such as 2024-01-01, or none for all.

## Fields
field-id = Id
field-kind = Kind
field-name = Opportunity
field-customer = Customer
field-company-name = Company name
field-contact-name = Contact name
field-email = E-mail
field-email-normalised = E-mail, normalised
field-phone = Phone
field-phone-normalised = Phone, normalised
field-street = Street
field-street2 = Street, second line
field-city = City
field-region = State
field-zip = Zip
field-country = Country
field-language = Language
field-notes = Notes
field-stage = Stage
field-salesperson = Salesperson
field-team = Sales Team
field-tags = Tags
field-priority = Priority
field-source = Source
field-medium = Medium
field-campaign = Campaign
field-expected-revenue = Expected Revenue
field-probability = Probability
field-automated-probability = Automated probability
field-hand-probability = Probability by hand
field-expected-closing = Expected Closing
field-created-at = Creation Date
field-updated-at = Last change
field-assigned-at = Assignment Date
field-converted-at = Conversion Date
field-closed-at = Closed Date
field-stage-changed-at = Last stage change
field-active = Active
field-state = Status
field-lost-reason = Lost Reason
field-losses = Losses
field-external-id = External id
field-opportunity = Opportunity
field-competitor = Competitor
field-guidance = When to use
field-outcome = Outcome
field-login = Login
field-role = Role
field-parent = Company
field-sector = Sector
field-employees = Employees
field-reference = Reference

## Operators of filters
operator-equal = =
operator-not-equal = ≠
operator-less = <
operator-less-or-equal = ≤
operator-greater = >
operator-greater-or-equal = ≥
operator-between = is between
operator-not-between = is not between
operator-in = is in
operator-not-in = is not in
operator-all-of = all of
operator-not-all-of = not all of
operator-contains = contains
operator-does-not-contain = does not contain
operator-contains-exactly = contains exactly
operator-does-not-contain-exactly = does not contain exactly
operator-starts-with = starts with
operator-does-not-start-with = does not start with
operator-starts-with-exactly = starts with exactly
operator-does-not-start-with-exactly = does not start with exactly
operator-ends-with = ends with
operator-does-not-end-with = does not end with
operator-ends-with-exactly = ends with exactly
operator-does-not-end-with-exactly = does not end with exactly
operator-equals = equals, ignoring case
operator-does-not-equal = does not equal, ignoring case
operator-like = like (pattern)
operator-not-like = not like (pattern)
operator-ilike = ilike (pattern)
operator-not-ilike = not ilike (pattern)
operator-matches = matches
operator-matches-none = matches none
operator-at-least = at least
operator-at-most = at most
operator-under = is under
operator-not-under = is not under
operator-over = is over
operator-not-over = is not over
operator-within = is within
operator-not-within = is not within
operator-older-than = is older than
operator-not-older-than = is not older than
operator-is-set = is set
operator-is-not-set = is not set
operator-is-true = is true
operator-is-not-true = is not true
operator-is-false = is false
operator-is-not-false = is not false
