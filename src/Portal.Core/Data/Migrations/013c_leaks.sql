-- Leak credits start with half of what is over the customer's own average (White House Utility District TN).
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('01300000-0000-7000-8000-000000000003', 'leaks', '2000-01-01', '{
    "method": "half_of_excess", "over_percent": 100, "average_months": 12, "most_bills": 3, "within_days": 60,
    "needs_document": true, "sewer_to_average": true,
    "en": "Leak credit", "es": "Crédito por fuga de agua"}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at) values
  ('01300000-0000-7000-8000-000000000003', 'system:setup', '2000-01-01');
