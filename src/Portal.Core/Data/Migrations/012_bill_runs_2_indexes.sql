-- Who was served at a point last: the exclusion constraint's index answers whether, not who.
create index ix_service_agreement_point on service_agreement (service_point_id, starts_on desc);
