using System.Text.Json.Nodes;
using ChainWatch.Ethereum;

namespace ChainWatch.Support.Localnet;

/// <summary>What <c>deploy.ts</c> wrote: who plays which part, and where the contracts are.</summary>
public sealed class Deployment
{
    private readonly JsonNode _json;

    private Deployment(JsonNode json) => _json = json;

    /// <summary>The owner's Safe, which is paid.</summary>
    public Address Treasury => Address.Parse(_json["safe"]!["treasury"]!.GetValue<string>());

    /// <summary>The Safe that keeps the tax.</summary>
    public Address TaxEscrow => Address.Parse(_json["safe"]!["taxEscrow"]!.GetValue<string>());

    /// <summary>The owners of both Safes, of whom two must sign.</summary>
    public IReadOnlyList<Address> Owners => [.. _json["safe"]!["owners"]!.AsArray().Select(owner => Address.Parse(owner!.GetValue<string>()))];

    /// <summary>The sources as a configuration lists them. A new copy on each use.</summary>
    public JsonArray Sources => new([.. new[] { _json, _json["full"] }.OfType<JsonNode>().SelectMany(part => part["sources"]!.DeepClone().AsArray().Select(source => source!.DeepClone()))]);

    /// <summary>The configuration's section <c>Pricing</c>. A new copy on each use.</summary>
    public JsonNode Pricing
    {
        get
        {
            var pricing = _json["pricing"]!.DeepClone();
            foreach (var feed in _json["full"]?["pricing"]?.AsArray() ?? [])
            {
                pricing["Feeds"]!.AsArray().Add(feed!.DeepClone());
            }

            return pricing;
        }
    }

    /// <summary>The feed that gives the stablecoin in dollars.</summary>
    public (Address Proxy, Address Aggregator) StablecoinFeed
    {
        get
        {
            var feed = _json["feeds"]!.AsArray().Single(feed => feed!["name"]!.GetValue<string>() == "usdc-usd")!;
            return (Address.Parse(feed["proxy"]!.GetValue<string>()), Address.Parse(feed["aggregator"]!.GetValue<string>()));
        }
    }

    /// <summary>Reads the file.</summary>
    public static Deployment Read(string file) => new(JsonNode.Parse(File.ReadAllText(file))!);

    /// <summary>A contract by its name, for example <c>albumRoyalties</c>.</summary>
    public Address Contract(string name) => Address.Parse(_json["contracts"]![name]!["address"]!.GetValue<string>());

    /// <summary>A contract of the full chain by its name, for example <c>fakeDollar</c>.</summary>
    public Address FullContract(string name) => Address.Parse(_json["full"]!["contracts"]![name]!.GetValue<string>());

    /// <summary>The agreement of Superfluid that knows every stream.</summary>
    public Address StreamAgreement => Address.Parse(_json["full"]!["superfluid"]!["cfa"]!.GetValue<string>());

    /// <summary>A term of the TaxSplitter, for example its <c>owner</c>.</summary>
    public Address SplitterTerm(string name) => Address.Parse(_json["taxSplitter"]![name]!.GetValue<string>());

    /// <summary>An unlocked account by its part, for example the second of <c>payers</c>.</summary>
    public Address Account(string part, int index = 0) =>
        Address.Parse((_json["accounts"]![part] is JsonArray several ? several[index] : _json["accounts"]![part])!.GetValue<string>());
}
