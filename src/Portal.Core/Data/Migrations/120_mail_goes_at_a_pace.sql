-- How many mails a domain may still be handed, shared by all workers. Refills with time.
create table mail_pace (
  domain text primary key constraint ck_mail_pace_domain check (domain = lower(domain) and length(domain) <= 254),
  tokens double precision not null constraint ck_mail_pace_tokens check (tokens >= 0),
  refilled_at timestamptz not null,
  -- The turn of the next mail that is put off: each has one of its own.
  free_at timestamptz not null
);

-- Takes as many as there are, up to what is wanted, and hands the others their turns, one after the other.
-- A tenth of a minute's worth may go at once.
create function take_mail_pace(of_domain text, wanted integer, per_minute integer, at timestamptz)
returns table (taken integer, first_turn timestamptz)
language plpgsql as $$
declare
  most double precision := greatest(1, per_minute / 10.0);
  pace mail_pace;
begin
  insert into mail_pace values (of_domain, most, at, at) on conflict (domain) do nothing;
  select * into pace from mail_pace p where p.domain = of_domain for update;
  pace.tokens := least(most, pace.tokens
    + greatest(0, extract(epoch from at - pace.refilled_at)) * per_minute / 60.0);
  taken := least(wanted, floor(pace.tokens));
  first_turn := greatest(pace.free_at, at) + interval '1 minute' / per_minute;
  update mail_pace p set tokens = pace.tokens - taken, refilled_at = greatest(p.refilled_at, at),
    free_at = case when wanted > taken
      then first_turn + (wanted - taken - 1) * (interval '1 minute' / per_minute) else p.free_at end
    where p.domain = of_domain;
  return next;
end $$;
