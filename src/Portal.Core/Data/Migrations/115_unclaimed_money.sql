-- When unclaimed money may become the city's, as data: Cal. Gov. Code 50050 and 50055 as a city begins.
alter table money_rule drop constraint ck_money_rule_kind, add constraint ck_money_rule_kind check (kind in
  ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing', 'arrangements',
    'relief_fund', 'payment_fees', 'returns', 'refunds', 'unclaimed'));
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('11500000-0000-7000-8000-000000000001', 'unclaimed', '2000-01-01',
    '{"notice_years": 3, "resolution_years": 1, "published_cents": 1500}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at)
  values ('11500000-0000-7000-8000-000000000001', 'system:setup', '2000-01-01');
