select w.kind as "Kind", w.id as "Id", w.account as "AccountId", a.number as "AccountNumber",
  c.name as "CustomerName", w.cents as "Cents", w.at as "At", w.why as "Why", w.detail as "Detail",
  (select string_agg(coalesce(u.display_name, m), ', ' order by m) from unnest(w.makers) m
    left join portal_user u
      on u.id = case when m ~ '^(staff|resident):[0-9a-f-]+$' and length(split_part(m, ':', 2)) = 36
        then split_part(m, ':', 2)::uuid end) as "AskedBy",
  {0} = any (w.makers) as "IsOwn",
  (w.needs = any ({1}) or 'ReadEverything' = any ({1})) as "MayOpen",
  (w.needs = any ({1}) and not {0} = any (w.makers || w.others)
    and w.rank <= greatest({2}, case when exists (select from approval_delegation d
      where 'staff:' || d.borrower_id = {0} and {3} between d.from_on and d.to_on) then approval_reach({0}, w.id, {3}) end)
    and (w.account is null or w.account not in (select own_accounts({0})))) as "MayDecide",
  w.at < coalesce((select k.before from unnest({4}, {5}) k (kind, before) where k.kind = w.kind), {6}) as "IsOverdue",
  w.makers as "Makers", w.others as "Others", w.needs as "Needs", w.rank as "Rank"
from (
  {waiting}
) w
left join customer_account a on a.id = w.account
left join customer c on c.id = coalesce(w.customer, a.customer_id)
where {0} = any (w.makers) or w.needs = any ({1}) or 'ReadEverything' = any ({1})
