-- Files of reads may say demand and what was sent back to the grid, besides the reading.
alter table read_import_row
  add column demand numeric(14, 4),
  add column exported numeric(14, 4);
