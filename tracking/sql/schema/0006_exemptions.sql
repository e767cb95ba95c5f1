-- Why a unit is not judged, as a code, and whether that was taken back. Rows without a code are of a units workbook from
-- before the codes: «other», with their reason as the text. not_asked (不填报) is for one indicator and says that the unit
-- is not to report it.
alter table exemption add column code varchar;
alter table exemption add column note varchar;
alter table exemption add column withdrawn boolean;
