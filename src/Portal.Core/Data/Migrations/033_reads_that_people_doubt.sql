-- A person may doubt a read that no rule found.
alter table read_exception drop constraint ck_read_exception_rule;
alter table read_exception add constraint ck_read_exception_rule check (rule in
  ('high', 'low', 'zero', 'zero_again', 'negative', 'rollover', 'exchange', 'duplicate', 'missing', 'inactive_use',
   'prolonged_estimate', 'unit', 'multiplier', 'interval_spike', 'interval_sum', 'reported'));
