-- The inbox asks of each thing that waits how far a role reaches and whether the reader lives there. Asked of ten
-- thousand things, the rule is read once and the reader's own accounts are found once.

-- The rank that a table of bands asks for: none where there is no table, 99 where no band reaches so far.
create function approval_rank_in(bands jsonb, wanted text, cents bigint) returns integer language sql immutable as $$
  select case when bands is null then 0 else coalesce((
    select staff_rank(b.band ->> 'role')
    from jsonb_array_elements(bands) with ordinality b (band, no)
    where (b.band ->> 'up_to_cents')::bigint >= cents
      and (b.band ->> 'kind') is not distinct from case
        when jsonb_path_exists(bands, '$[*] ? (@.kind == $wanted)', jsonb_build_object('wanted', wanted)) then wanted end
    order by b.no limit 1), 99) end
$$;
create function approval_bands_on(day date) returns jsonb language sql stable as $$
  select nullif(money_rule_on('adjustments', day) -> 'bands', 'null'::jsonb)
$$;
create or replace function approval_rank(wanted text, cents bigint, day date) returns integer language sql stable as $$
  select approval_rank_in(approval_bands_on(day), wanted, cents)
$$;

create function refund_bands_on(day date) returns jsonb language sql stable as $$
  with own as (
    select jsonb_agg(b.band order by b.no) as bands
    from jsonb_array_elements(approval_bands_on(day)) with ordinality b (band, no)
    where b.band ->> 'kind' = 'Refund')
  select coalesce(own.bands, nullif(money_rule_on('refunds', day) -> 'bands', 'null'::jsonb)) from own
$$;
create function refund_band_in(bands jsonb, cents bigint) returns jsonb language sql immutable as $$
  select b.band || jsonb_build_object('approvals', coalesce((b.band ->> 'approvals')::int, 1))
  from jsonb_array_elements(bands) with ordinality b (band, no)
  where (b.band ->> 'up_to_cents')::bigint >= cents order by b.no limit 1
$$;
create or replace function refund_band(cents bigint, day date) returns jsonb language sql stable as $$
  select refund_band_in(refund_bands_on(day), cents)
$$;

-- Accounts nobody may act on: their own, those of their household, and those they are tied to.
create function own_accounts(actor text) returns setof uuid language sql stable as $$
  with me as (
    select u.id, lower(u.email) as email from portal_user u
    where u.id = case when actor ~ '^staff:[0-9a-f-]{36}$' then substr(actor, 7)::uuid end),
  mine as (
    select a.id, a.premise_id, a.closed_on
    from me join customer c on lower(c.email) = me.email join customer_account a on a.customer_id = c.id
    union
    select a.id, a.premise_id, a.closed_on
    from me join account_link l on l.user_id = me.id and l.ended_at is null
    join customer_account a on a.id = l.customer_account_id)
  select a.id from mine m join customer_account a on a.premise_id = m.premise_id
  where a.id = m.id or m.closed_on is null
  union
  select t.customer_account_id from me join staff_account_tie t on t.user_id = me.id
  where not exists (select from staff_account_tie_end e where e.tie_id = t.id)
$$;
create or replace function is_own_account(actor text, account uuid) returns boolean language sql stable as $$
  select exists (select from own_accounts(actor) own where own = account)
$$;
create index ix_customer_email_whole on customer (lower(email));
