using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Proposing;

namespace ChainWatch.Tests.Signing;

/// <summary>
/// What a real Safe 1.4.1 and Safe's own protocol-kit said (safe-vectors.json). It is read where it lies: in facts beside
/// the folder that CHAINWATCH_VECTORS names, else in shared/facts beside the repository. Absent, its tests are skipped.
/// </summary>
internal static class SafeVectors
{
    private static readonly Lazy<JsonDocument?> Document = new(() => Find() is { } file ? JsonDocument.Parse(File.ReadAllBytes(file)) : null);

    public static JsonElement Root
    {
        get
        {
            Assert.SkipWhen(Document.Value is null, "No safe-vectors.json here: set CHAINWATCH_VECTORS to the vectors' folder, beside facts.");
            return Document.Value!.RootElement;
        }
    }

    public static IReadOnlyList<Address> Owners => [.. Root.GetProperty("safe").GetProperty("owners").EnumerateArray().Select(owner => Address.Parse(owner.GetString()!))];

    public static int Threshold => Root.GetProperty("safe").GetProperty("threshold").GetInt32();

    public static Address Outsider => Address.Parse(Root.GetProperty("accounts").GetProperty("outsider").GetProperty("address").GetString()!);

    public static Address Relayer => Address.Parse(Root.GetProperty("accounts").GetProperty("relayer").GetProperty("address").GetString()!);

    public static byte[] Blob => Root.GetProperty("safeTx").GetProperty("encodedSignatures").Bytes();

    public static SafeTransaction Transaction
    {
        get
        {
            var data = Root.GetProperty("safeTx").GetProperty("data");
            return new SafeTransaction(
                Root.GetProperty("chainId").GetUInt64(),
                Address.Parse(Root.GetProperty("safe").GetProperty("address").GetString()!),
                data.GetProperty("nonce").GetInt32(),
                Address.Parse(data.GetProperty("to").GetString()!),
                BigInteger.Parse(data.GetProperty("value").GetString()!),
                data.GetProperty("data").Bytes(),
                (SafeOperation)data.GetProperty("operation").GetInt32());
        }
    }

    public static LocalSigner Signer(string account)
    {
        using var phrase = Mnemonic.Parse(Root.GetProperty("mnemonic").GetString()!);
        return LocalSigner.FromMnemonic(phrase, DerivationPath.Parse(Root.GetProperty("accounts").GetProperty(account).GetProperty("path").GetString()!));
    }

    public static byte[] Bytes(this JsonElement text) => Hex.Decode(text.GetString()!);

    public static byte[] Case(string list, string name) =>
        Root.GetProperty(list).EnumerateArray().Single(each => each.GetProperty("case").GetString()!.StartsWith(name, StringComparison.Ordinal)).GetProperty("signatures").Bytes();

    public static Signature KitSignature(int index) => Signature.Parse(Root.GetProperty("safeTx").GetProperty("signatures")[index].GetProperty("data").Bytes());

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHAINWATCH_VECTORS") is { Length: > 0 } named)
        {
            return Existing(Path.Combine(named, "..", "facts"));
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChainWatch.sln")))
            {
                return Existing(Path.Combine(folder.FullName, "..", "shared", "facts"));
            }
        }

        return null;
    }

    private static string? Existing(string folder) => Path.Combine(folder, "safe-vectors.json") is var file && File.Exists(file) ? file : null;
}
