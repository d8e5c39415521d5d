DROP INDEX opportunities_idle;
