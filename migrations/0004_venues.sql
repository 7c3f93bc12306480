-- A fee that a venue took in several assets: the parts beside the one in fee_asset, as JSON; null for nearly all.
alter table fill add column other_fees text;
