-- How many mails a domain may still be handed, shared by all workers. Refills with time.
create table mail_pace (
  domain text primary key constraint ck_mail_pace_domain check (domain = lower(domain) and length(domain) <= 254),
  tokens double precision not null constraint ck_mail_pace_tokens check (tokens >= 0),
  refilled_at timestamptz not null
);

-- Takes as many as there are, up to what is wanted. A tenth of a minute's worth may go at once.
create function take_mail_pace(of_domain text, wanted integer, per_minute integer, at timestamptz) returns integer
language plpgsql as $$
declare
  most double precision := greatest(1, per_minute / 10.0);
  pace mail_pace;
  taken integer;
begin
  insert into mail_pace values (of_domain, most, at) on conflict (domain) do nothing;
  select * into pace from mail_pace p where p.domain = of_domain for update;
  pace.tokens := least(most, pace.tokens
    + greatest(0, extract(epoch from at - pace.refilled_at)) * per_minute / 60.0);
  taken := least(wanted, floor(pace.tokens));
  update mail_pace p set tokens = pace.tokens - taken, refilled_at = greatest(p.refilled_at, at)
    where p.domain = of_domain;
  return taken;
end $$;
