using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Support;
using ChainWatch.Tests.Signing;

namespace ChainWatch.Tests.Cli;

/// <summary>A bundle is signed on a machine that has nothing but the bundle and a key: no network, ledger or configuration.</summary>
public sealed class EscrowSignTests : IDisposable
{
    private const string Secret = "correct horse battery";

    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-sign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_made_here_signs_a_bundle_that_then_proves_it()
    {
        var alice = await CreateKey("alice");
        var file = WriteBundle(Signed.Transfer());
        var signed = await Sign(new ScriptedTerminal(), file, "--yes");
        Assert.Equal((0, ""), (signed.Code, signed.Error));
        Assert.Equal(alice.ToString(), signed.Json["owner"]!.GetValue<string>());
        Assert.Contains("1250000 base units", signed.Json["decoded"]![0]!.GetValue<string>(), StringComparison.Ordinal);

        var bundle = BundleFormat.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        bundle.RequireFor((31337UL, Signed.Safe));
        bundle.RequireOwners([alice]);
        var blob = SignatureBlob.Assemble(bundle.Signatures, 1);
        Assert.Null(CheckNSignatures.Run(Signed.Transfer().SafeTxHash, [alice], 1, blob, (_, _) => false, _ => false));
        Assert.Equal(signed.Json["signature"]!.GetValue<string>(), Hex.Encode(blob));
    }

    [Fact]
    public async Task Signatures_that_are_there_stay_and_a_second_one_of_the_same_key_is_refused()
    {
        await CreateKey("alice");
        using var bob = Signed.Key(2);
        var file = WriteBundle(Signed.Transfer(), Signed.Message(bob, Signed.Transfer()));
        var output = Path.Combine(_folder, "signed.json");
        Assert.Equal(2, (await Sign(new ScriptedTerminal(), file, "--yes", "--out", output)).Json["signatures"]!.GetValue<int>());
        var both = BundleFormat.Parse(await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken));
        Assert.Contains(Signed.Message(bob, Signed.Transfer()), both.Signatures);
        Assert.Single(BundleFormat.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).Signatures);
        Assert.Equal("already-signed", (await Sign(new ScriptedTerminal(), output, "--yes")).Failure["code"]!.GetValue<string>());
        Assert.Equal("bundle-file", (await Sign(new ScriptedTerminal(), file, "--yes", "--out", output)).Failure["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nothing_is_signed_before_it_was_shown_in_words_and_agreed_to()
    {
        await CreateKey("alice");
        var file = WriteBundle(Signed.Transfer());
        var before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var declined = new ScriptedTerminal("no");
        Assert.Equal("not-signed", (await Sign(declined, file)).Failure["code"]!.GetValue<string>());
        Assert.Contains(declined.Shown, line => line.Contains($"to {Some.Address(8)}", StringComparison.Ordinal));
        Assert.Contains(declined.Shown, line => line.Contains(Signed.Transfer().SafeTxHash.ToString(), StringComparison.Ordinal));
        Assert.Equal("not-signed", (await Sign(new ScriptedTerminal { Piped = "" }, file)).Failure["code"]!.GetValue<string>());
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await Sign(new ScriptedTerminal("sign"), file)).Code);
    }

    [Fact]
    public async Task What_is_dangerous_needs_its_own_word()
    {
        await CreateKey("alice");
        var takeover = new SafeTransaction(31337, Signed.Safe, 3, Signed.Safe, 0, ContractAbi.Safe.Function("addOwnerWithThreshold").Encode(Some.Stranger, 1));
        var file = WriteBundle(takeover);
        var refused = await Sign(new ScriptedTerminal(), file, "--yes");
        Assert.Contains("DANGEROUS", refused.Failure["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, (await Sign(new ScriptedTerminal("sign"), file)).Code);
        Assert.Equal(0, (await Sign(new ScriptedTerminal("dangerous"), file)).Code);
        Assert.Equal(0, (await Sign(new ScriptedTerminal(), WriteBundle(takeover), "--yes", "--allow-dangerous")).Code);
    }

    [Fact]
    public async Task A_forged_bundle_is_refused_before_the_key_is_opened()
    {
        var file = WriteBundle(Signed.Transfer());
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("\"nonce\": 3", "\"nonce\": 4", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var refused = await Sign(new ScriptedTerminal(), file, "--yes");
        Assert.Equal((1, "forged-bundle"), (refused.Code, refused.Failure["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_bundle_may_come_as_scanned_QR_codes()
    {
        await CreateKey("alice");
        var file = Path.Combine(_folder, "scanned.txt");
        var parts = BundleParts.Split(BundleFormat.Write(new SignatureBundle(Signed.Transfer(), "1.4.1", []), indented: false));
        await File.WriteAllLinesAsync(file, parts.Reverse(), TestContext.Current.CancellationToken);
        var output = Path.Combine(_folder, "signed.json");
        Assert.Equal(0, (await Sign(new ScriptedTerminal(), file, "--yes", "--out", output)).Code);
        Assert.Single(BundleFormat.Parse(await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken)).Signatures);
    }

    [Fact]
    public void A_QR_code_is_drawn_in_lines_of_equal_length()
    {
        var lines = ChainWatch.Cli.QrText.Draw(BundleParts.Split(new byte[BundleParts.PartSize])[0]).TrimEnd('\n').Split('\n');
        Assert.Single(lines.Select(line => line.Length).Distinct());
        Assert.InRange(lines[0].Length, 21, 110);
    }

    private string WriteBundle(SafeTransaction transaction, params OwnerSignature[] signatures)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllBytes(file, BundleFormat.Write(new SignatureBundle(transaction, "1.4.1", signatures)));
        return file;
    }

    private async Task<Address> CreateKey(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "passphrase"), Secret, TestContext.Current.CancellationToken);
        var made = await CliRun.Of(
            new ScriptedTerminal(), "keys", "create", "--json", "--light", "--name", name, "--folder", _folder, "--passphrase-file", Path.Combine(_folder, "passphrase"));
        return Address.Parse(made.Json["address"]!.GetValue<string>());
    }

    private Task<CliRun> Sign(ScriptedTerminal terminal, string file, params string[] options) => CliRun.Of(
        terminal, ["escrow", "sign", file, "--json", "--key", "alice", "--folder", _folder, "--passphrase-file", Path.Combine(_folder, "passphrase"), .. options]);
}
