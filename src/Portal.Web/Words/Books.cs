namespace Portal.Web.Words;

// One empty class per pair of .resx files in this folder; Words<SharedBook> reads Shared.resx and Shared.es.resx.

/// <summary>The frame around every page, and the components.</summary>
public sealed class SharedBook;

/// <summary>Pages open to all: home, problems, accessibility, privacy, other ways to pay.</summary>
public sealed class PublicBook;

/// <summary>Registering, signing in, recovering.</summary>
public sealed class SignInBook;

/// <summary>A resident's own pages.</summary>
public sealed class MyBook;

/// <summary>Water use: charts, forecast, alerts; for residents and the office.</summary>
public sealed class UseBook;

/// <summary>Paying, signed in or not.</summary>
public sealed class PayBook;

/// <summary>Cards and bank accounts, autopay and scheduled payments.</summary>
public sealed class WalletBook;

/// <summary>Reads: the queue of exceptions, imports, profiles.</summary>
public sealed class ReadsBook;

/// <summary>Staff pages.</summary>
public sealed class OfficeBook;

/// <summary>Staff pages of rates.</summary>
public sealed class RatesBook;

/// <summary>Print desk of the office: what waits, batches.</summary>
public sealed class PrintingBook;

/// <summary>Billing desk of the office: calendar, runs, items.</summary>
public sealed class BillingBook;

/// <summary>Staff pages of fees, security deposits and budget billing.</summary>
public sealed class ChargesBook;

/// <summary>Paying later by agreement, for residents and the office.</summary>
public sealed class PlansBook;

/// <summary>A resident's own details, people with access, notices, letters, what is held about them.</summary>
public sealed class PersonBook;

/// <summary>Appointments at the counter and calls back, for residents and the office.</summary>
public sealed class AppointmentsBook;

/// <summary>Payments that came back.</summary>
public sealed class ReturnsBook;

/// <summary>What customers ask of the office, on their pages and on the office's desk.</summary>
public sealed class RequestsBook;

/// <summary>Money that was put wrong: payments moved, money of nobody known, batches, unclaimed money.</summary>
public sealed class MoneyBook;

/// <summary>What the office keeps about an account: flags, notes, timeline, details, documents.</summary>
public sealed class AccountBook;

/// <summary>Documents the office keeps, and how long.</summary>
public sealed class RecordsBook;

/// <summary>Refunds and checks on the office's desks.</summary>
public sealed class RefundsBook;

/// <summary>Colleagues: roles, duties, reviews of who may do what.</summary>
public sealed class TeamBook;

/// <summary>Letters that the rules send, for the office and for residents: their words, paper, proof.</summary>
public sealed class NoticesBook;

/// <summary>The ladder from past due to shut off and restored, on the office's desk.</summary>
public sealed class LadderBook;
