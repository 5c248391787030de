-- What a kept document is about beside its account: a customer, a request, a refund or a merge.
create table document_about (
  document_id uuid primary key constraint fk_document_about_document references kept_document,
  customer_id uuid constraint fk_document_about_customer references customer,
  request_id uuid constraint fk_document_about_request references customer_request,
  refund_id uuid constraint fk_document_about_refund references refund,
  merge_id uuid constraint fk_document_about_merge references customer_merge,
  constraint ck_document_about_one check (num_nonnulls(customer_id, request_id, refund_id, merge_id) = 1)
);
create index ix_document_about_customer on document_about (customer_id) where customer_id is not null;
create index ix_document_about_request on document_about (request_id) where request_id is not null;
create index ix_document_about_refund on document_about (refund_id) where refund_id is not null;
create index ix_document_about_merge on document_about (merge_id) where merge_id is not null;
create trigger tr_document_about_append_only before update or delete on document_about
  for each row execute function append_only();

-- It is kept with the account of what it is about.
create function document_about_is_of_its_account() returns trigger language plpgsql as $$
begin
  if (select d.customer_account_id from kept_document d where d.id = new.document_id) is distinct from coalesce(
      (select q.customer_account_id from customer_request q where q.id = new.request_id),
      (select f.customer_account_id from refund f where f.id = new.refund_id)) then
    raise exception 'Document % is of another account than what it is about.', new.document_id
      using errcode = 'check_violation', constraint = 'ck_document_about_account', table = 'document_about';
  end if;
  return new;
end $$;
create trigger tr_document_about_is_of_its_account before insert on document_about
  for each row execute function document_about_is_of_its_account();

-- A hold on any account of a customer keeps the customer's documents too.
create or replace function document_is_held(document uuid) returns boolean language sql stable as $$
  select exists (
    select from legal_hold h join kept_document d on d.id = document
    left join document_about b on b.document_id = d.id
    where (h.document_id = d.id or h.customer_account_id = d.customer_account_id
        or h.customer_account_id in (select a.id from customer_account a where a.customer_id = b.customer_id))
      and not exists (select from legal_hold_end e where e.hold_id = h.id))
$$;

-- Of a document about a customer the years begin when the last of their accounts is closed.
create or replace function document_due_on(document uuid) returns date language sql stable as $$
  select ((case
      when c.counts_from = 'day' then d.dated_on
      when d.customer_account_id is not null then a.closed_on
      when b.customer_id is not null then (
        select case when bool_and(o.closed_on is not null) then max(o.closed_on) end
        from customer_account o where o.customer_id = b.customer_id having count(*) > 0)
      else d.dated_on end)
    + make_interval(years => c.years))::date
  from kept_document d join retention_class c on c.code = d.class
  left join document_about b on b.document_id = d.id
  left join customer_account a on a.id = d.customer_account_id
  where d.id = document
$$;
