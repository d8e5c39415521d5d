-- What has one of the newer kinds can be kept under none of the older ones: the check then refuses.
ALTER TABLE activity_entries ADD COLUMN kind_narrowed TEXT NOT NULL DEFAULT 'created'
    CHECK (kind_narrowed IN (
        'created', 'changed', 'lost', 'loss_amended', 'restored', 'archived', 'won',
        'stage_moved', 'imported'
    ));
UPDATE activity_entries SET kind_narrowed = kind;
ALTER TABLE activity_entries DROP COLUMN kind;
ALTER TABLE activity_entries RENAME COLUMN kind_narrowed TO kind;

ALTER TABLE operations ADD COLUMN kind_narrowed TEXT NOT NULL DEFAULT 'create'
    CHECK (kind_narrowed IN (
        'create', 'edit', 'mark_lost', 'amend_loss', 'restore', 'archive', 'mark_won',
        'move_stage', 'import', 'merge_reasons'
    ));
UPDATE operations SET kind_narrowed = kind;
ALTER TABLE operations DROP COLUMN kind;
ALTER TABLE operations RENAME COLUMN kind_narrowed TO kind;
