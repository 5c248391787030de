-- What roles may do, as src/Portal.Core/Staff/StaffRoles.cs says it: run again after every migration, so that the rules
-- about duties (ck_staff_member_duties) count with what is true of this version. RoleTablesTests compares the two.
delete from permission;
insert into permission (name, sort)
select name, bundle.sort from (values
  ('reads', '
    WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments SeeLedger SeeRefunds SeeIdentity SeePeople
    ReadEverything'),
  ('money', '
    PrepareBills ReleaseBills DraftRates ReleaseRates MoveCustomers KeepReads ApproveReads AdjustAccounts
    ApproveAdjustments KeepArrangements PrepareLateCharges KeepDeposits BookReturns RequestRefunds
    ApproveRefunds IssueRefunds KeepChecks KeepSettings KeepShutOffs ApproveShutOffs'),
  ('works', '
    KeepWork AnswerRequests KeepAppointments KeepAccounts ApproveMerges ApproveDestruction ReviewAccess
    ReviewAnswers'),
  ('people', '
    ManagePeople'),
  ('own', '
    SeeOwnAccount KeepOwnSignIn')
) bundle (sort, names), regexp_split_to_table(trim(both E' \n' from names), '\s+') name;

delete from role_bundle;
insert into role_bundle (role, permissions)
select role, regexp_split_to_array(trim(both E' \n' from names), '\s+') from (values
  ('technician', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork AnswerRequests
    KeepAppointments PrepareBills DraftRates MoveCustomers SeeLedger KeepReads AdjustAccounts KeepArrangements
    PrepareLateCharges KeepDeposits BookReturns SeeRefunds RequestRefunds ApproveRefunds IssueRefunds KeepChecks
    KeepAccounts KeepShutOffs'),
  ('senior_technician', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork AnswerRequests
    KeepAppointments PrepareBills DraftRates MoveCustomers SeeLedger KeepReads AdjustAccounts KeepArrangements
    PrepareLateCharges KeepDeposits BookReturns SeeRefunds RequestRefunds ApproveRefunds IssueRefunds KeepChecks
    KeepAccounts KeepShutOffs
    ApproveReads ApproveAdjustments ApproveShutOffs SeeIdentity'),
  ('supervisor', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork AnswerRequests
    KeepAppointments PrepareBills DraftRates MoveCustomers SeeLedger KeepReads AdjustAccounts KeepArrangements
    PrepareLateCharges KeepDeposits BookReturns SeeRefunds RequestRefunds ApproveRefunds IssueRefunds KeepChecks
    KeepAccounts KeepShutOffs
    ApproveReads ApproveAdjustments ApproveShutOffs SeeIdentity ReleaseBills ReleaseRates KeepSettings
    ApproveMerges ApproveDestruction SeePeople ReviewAccess ReviewAnswers'),
  ('finance_manager', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork SeeLedger SeeRefunds
    ApproveAdjustments ApproveRefunds ReleaseBills ReleaseRates KeepSettings
    SeePeople ReviewAccess KeepShutOffs ApproveShutOffs'),
  ('cashier', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork AnswerRequests
    KeepAppointments'),
  ('collections', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork AnswerRequests
    KeepAppointments SeeLedger KeepArrangements KeepShutOffs'),
  ('legal', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments KeepWork AnswerRequests
    KeepAppointments KeepAccounts SeeLedger SeeRefunds SeeIdentity'),
  ('auditor', '
    KeepOwnSignIn WorkInOffice SeeWork SeeCustomers SeeBilling SeePayments SeeLedger SeeRefunds SeeIdentity SeePeople
    ReadEverything'),
  ('administrator', '
    KeepOwnSignIn WorkInOffice ManagePeople
    SeePeople ReviewAccess')
) bundle (role, names);
