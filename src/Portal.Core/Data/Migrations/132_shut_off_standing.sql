-- Where an account stands on its way to a shut-off and back, on a day; no row where nothing is collected. One reader for
-- the resident's first page, the office and the field.
create function shut_off_standing(account uuid, day date)
returns table (case_id uuid, state text, shut_off_on date, to_pay_cents bigint, held_by text, is_restoring boolean)
language sql stable as $$
  select c.id, c.state, c.shut_off_on, greatest(coalesce(amount_to_stop_cents(c.id), 0), 0),
    (select min(h.kind) from standing_hold h
      where (h.customer_account_id = account or h.customer_account_id is null)
        and h.starts_on <= day and (h.ends_on is null or h.ends_on >= day)),
    exists (select from reconnect_order r where r.case_id = c.id and r.done_at is null and r.canceled_at is null)
  from delinquency_case c where c.customer_account_id = account and c.closed_at is null
$$;
