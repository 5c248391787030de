-- A copy that is posted to a third party bears their address, which is for the office's envelope alone: it is no letter
-- that who keeps the account reads again.
update office_task set kind = 'copy_by_post' where kind = 'letter_by_post' and dedupe_key like 'post:%:copy:%';
