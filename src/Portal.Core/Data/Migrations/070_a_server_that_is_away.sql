-- While our own mail server is away, a mail is not given up: that says nothing about its reader.
alter table outbox_mail add column away_at timestamptz;
