-- A kind of operation and of entry for records that are given to somebody else.
ALTER TABLE operations DROP CONSTRAINT operations_kind_check;
ALTER TABLE operations ADD CONSTRAINT operations_kind_check CHECK (kind IN (
    'create', 'edit', 'mark_lost', 'amend_loss', 'restore', 'archive', 'mark_won',
    'move_stage', 'import', 'merge_reasons', 'undo', 'convert', 'merge', 'configure_stage', 'assign'
));
ALTER TABLE activity_entries DROP CONSTRAINT activity_entries_kind_check;
ALTER TABLE activity_entries ADD CONSTRAINT activity_entries_kind_check CHECK (kind IN (
    'created', 'changed', 'lost', 'loss_amended', 'restored', 'archived', 'won',
    'stage_moved', 'imported', 'undone', 'converted', 'merged', 'merged_away', 'assigned'
));
