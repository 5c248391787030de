namespace Portal.Sandbox;

/// <summary>How a sandbox is started: by configuration (<c>Sandbox__StripeKey</c> and so on) or by a test.</summary>
public sealed class SandboxOptions
{
    /// <summary>The secret key it answers to; any other gets 401.</summary>
    public string StripeKey { get; set; } = "sk_test_sandbox";

    /// <summary>Where webhooks go; null sends none (they can still be listed).</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>Whether webhooks leave by themselves; else only when <c>DeliverWebhooksAsync</c> is called.</summary>
    public bool SendsWebhooks { get; set; } = true;

    public string WebhookSecret { get; set; } = "whsec_sandbox";

    /// <summary>Where a browser reaches the sandbox; its own address when null.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Keeps everything here over a stop or a crash; in memory when null.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>The address to listen on. Loopback, unless a container needs otherwise.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The Maildir that the portal reads answers from; null: caught mail cannot be answered.</summary>
    public string? ReplyFolder { get; set; }

    /// <summary>0 takes a free one.</summary>
    public int SmtpPort { get; set; }

    /// <summary>Demo sign-ins whose one-time codes /authenticator shows: name to base32 key.</summary>
    public Dictionary<string, string> AuthenticatorKeys { get; set; } = new()
    {
        ["technician (terry.technician@example.gov)"] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        ["supervisor (sam.supervisor@example.gov)"] = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
        ["second technician (pat.technician@example.gov)"] = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK",
        ["senior technician (nora.senior@example.gov)"] = "NB2W45DFOIZA2NB2W45DFOIZA2NB2W45",
        ["cashier (carl.cashier@example.gov)"] = "MNQXG2DJMVZGCMNQXG2DJMVZGCMNQXG2",
        ["finance manager (fay.finance@example.gov)"] = "MZUW4YLOMNSTEMZUW4YLOMNSTEMZUW4Y",
        ["collections (cole.collections@example.gov)"] = "MNXWY3DFMN2GSMNXWY3DFMN2GSMNXWY3",
        ["legal (lena.legal@example.gov)"] = "NRSWOYLMMNQXGNRSWOYLMMNQXGNRSWOY",
        ["auditor (art.auditor@example.gov)"] = "MF2WI2LUN5ZGCMF2WI2LUN5ZGCMF2WI2",
        ["administrator (ada.administrator@example.gov)"] = "MFSG22LONFZXIMFSG22LONFZXIMFSG22",
    };

    /// <summary>Wall time; a test's own clock in tests.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Carries webhooks to a portal hosted inside the test; the network when null.</summary>
    public HttpMessageHandler? WebhookHandler { get; set; }
}
