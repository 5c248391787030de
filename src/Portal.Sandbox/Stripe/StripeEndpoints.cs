using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>Which call does what.</summary>
public static class StripeEndpoints
{
    public static void MapStripe(this IEndpointRouteBuilder routes, StripeSandbox stripe)
    {
        var v1 = new Routes(routes, stripe);
        v1.Post("customers", stripe.Customers.Create);
        v1.Get("customers", stripe.Customers.List);
        v1.Get("customers/{id}", stripe.Customers.Get);
        v1.Post("customers/{id}", stripe.Customers.Update);
        v1.Delete("customers/{id}", stripe.Customers.Delete);
        v1.Post("payment_methods", stripe.PaymentMethods.Create);
        v1.Get("payment_methods", stripe.PaymentMethods.List);
        v1.Get("payment_methods/{id}", stripe.PaymentMethods.Get);
        v1.Post("payment_methods/{id}/attach", stripe.PaymentMethods.Attach);
        v1.Post("payment_methods/{id}/detach", stripe.PaymentMethods.Detach);
        v1.Post("setup_intents", stripe.SetupIntents.Create);
        v1.Get("setup_intents", stripe.SetupIntents.List);
        v1.Get("setup_intents/{id}", stripe.SetupIntents.Get);
        v1.Post("setup_intents/{id}/confirm", stripe.SetupIntents.Confirm);
        v1.Post("setup_intents/{id}/cancel", stripe.SetupIntents.Cancel);
        v1.Get("mandates/{id}", stripe.SetupIntents.GetMandate);
        v1.Post("payment_intents", stripe.PaymentIntents.Create);
        v1.Get("payment_intents", stripe.PaymentIntents.List);
        v1.Get("payment_intents/{id}", stripe.PaymentIntents.Get);
        v1.Post("payment_intents/{id}/confirm", stripe.PaymentIntents.Confirm);
        v1.Post("payment_intents/{id}/cancel", stripe.PaymentIntents.Cancel);
        v1.Post("checkout/sessions", stripe.Checkouts.Create);
        v1.Get("checkout/sessions", stripe.Checkouts.List);
        v1.Get("checkout/sessions/{id}", stripe.Checkouts.Get);
        v1.Get("checkout/sessions/{id}/line_items", stripe.Checkouts.LineItems);
        v1.Post("checkout/sessions/{id}/expire", stripe.Checkouts.Expire);
        v1.Get("charges", stripe.ChargeList.List);
        v1.Get("charges/{id}", stripe.ChargeList.Get);
        v1.Post("refunds", stripe.Refunds.Create);
        v1.Get("refunds", stripe.Refunds.List);
        v1.Get("refunds/{id}", stripe.Refunds.Get);
        v1.Post("refunds/{id}", stripe.Refunds.Update);
        v1.Get("disputes/{id}", stripe.Disputes.Get);
        v1.Get("balance_transactions", stripe.Balance.ListTransactions);
        v1.Get("balance_transactions/{id}", stripe.Balance.GetTransaction);
        v1.Get("payouts", stripe.Balance.ListPayouts);
        v1.Get("payouts/{id}", stripe.Balance.GetPayout);
        v1.Get("events", stripe.Log.List);
        v1.Get("events/{id}", stripe.Log.Get);
        routes.Map("/v1/{**rest}", context => stripe.Api.RunAsync(context, call =>
            throw new StripeException(404, "invalid_request_error", null,
                $"Unrecognized request URL ({call.Method}: {call.Path}).")));
    }

    private sealed class Routes(IEndpointRouteBuilder routes, StripeSandbox stripe)
    {
        public void Get(string path, Func<StripeCall, JsonObject> handle) => Map("GET", path, handle);

        public void Post(string path, Func<StripeCall, JsonObject> handle) => Map("POST", path, handle);

        public void Delete(string path, Func<StripeCall, JsonObject> handle) => Map("DELETE", path, handle);

        private void Map(string method, string path, Func<StripeCall, JsonObject> handle) =>
            routes.MapMethods("/v1/" + path, [method], context =>
            {
                stripe.RunDue();
                return stripe.Api.RunAsync(context, handle);
            });
    }
}
