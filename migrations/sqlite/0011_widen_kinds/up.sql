-- More kinds of operations and entries. A check goes with its column alone, so each column moves.
ALTER TABLE operations ADD COLUMN kind_widened TEXT NOT NULL DEFAULT 'create'
    CHECK (kind_widened IN (
        'create', 'edit', 'mark_lost', 'amend_loss', 'restore', 'archive', 'mark_won',
        'move_stage', 'import', 'merge_reasons', 'undo', 'convert', 'merge', 'configure_stage'
    ));
UPDATE operations SET kind_widened = kind;
ALTER TABLE operations DROP COLUMN kind;
ALTER TABLE operations RENAME COLUMN kind_widened TO kind;

ALTER TABLE activity_entries ADD COLUMN kind_widened TEXT NOT NULL DEFAULT 'created'
    CHECK (kind_widened IN (
        'created', 'changed', 'lost', 'loss_amended', 'restored', 'archived', 'won',
        'stage_moved', 'imported', 'undone', 'converted', 'merged', 'merged_away'
    ));
UPDATE activity_entries SET kind_widened = kind;
ALTER TABLE activity_entries DROP COLUMN kind;
ALTER TABLE activity_entries RENAME COLUMN kind_widened TO kind;
