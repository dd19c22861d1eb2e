using System.Text.Json;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;

namespace ChainWatch.Tests.Configuration;

/// <summary>The documented configuration, with every section, also those that are not read yet.</summary>
internal static class ConfigurationExample
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip };

    public static JsonObject Of(Address contract, Address beneficiary, Address treasury) => (JsonObject)JsonNode.Parse(
        $$"""
        {
          "Ledger":  { "Provider": "Sqlite", "ConnectionString": "Data Source=data/chainwatch.db" },
          "Chains":  [ { "Name": "localnet", "ChainId": 31337, "Endpoints": ["http://127.0.0.1:8545"], "Quorum": 1,
                         "Heads": "ws://127.0.0.1:8545", "PollInterval": "00:00:02",
                         "Finality": "Depth", "Confirmations": 12, "MaxReorgDepth": 256, "MaxBlockRange": 10000, "Verify": "Receipts" } ],
          "Sources": [ { "Name": "album-royalties", "Chain": "localnet", "Kind": "payment-splitter", "Contract": "{{contract}}",
                         "Beneficiary": "{{beneficiary}}", "Category": "Royalty", "FromBlock": 0 } ],
          "Pricing": { "Currency": "USD", "Feeds": [ { "Chain": "localnet", "Token": "native", "Feed": "{{contract}}", "MaxAge": "01:15:00" } ] },
          "Taxes":   { "Residency": "EE", "Jurisdictions": [ { "Code": "EE", "Name": "Estonia (e-Residency)",
                         "Range": { "Min": 2000, "Max": 2000 }, "Rules": [ { "Category": "*", "BasisPoints": 2000, "From": "2026-01-01" } ] } ] },
          "Escrow":  { "Treasury": { "Chain": "localnet", "Kind": "Safe", "Address": "{{treasury}}" }, "TaxEscrow": "0x000000000000000000000000000000000000dEaD",
                       "MinimumTransfer": { "Currency": "USD", "Amount": "10" }, "MultisigAbove": { "Currency": "USD", "Amount": "50000" } },
          "Alerts":  { "Channels": [ { "Kind": "webhook", "Url": "https://127.0.0.1/", "SecretFile": "secret" } ] },
          "Dashboard": { "Enabled": true, "Listen": "http://127.0.0.1:5080" }
        }
        """, documentOptions: Lenient)!;
}
