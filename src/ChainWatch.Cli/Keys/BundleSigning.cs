using System.CommandLine;
using System.Text;
using ChainWatch.Ethereum;
using ChainWatch.Signing;
using Spectre.Console;

namespace ChainWatch.Cli.Keys;

/// <summary>What came of signing a bundle.</summary>
internal sealed record SignedBundle(
    string SafeTxHash, string Safe, string Owner, string Kind, string Signature, int Signatures, string File, IReadOnlyList<string> Decoded, IReadOnlyList<string> Warnings);

/// <summary>Signs a bundle on a machine that needs neither network nor ledger nor configuration.</summary>
internal static class BundleSigning
{
    public static readonly Option<string?> OutOption = new("--out")
    {
        Description = "Where the signed bundle goes (default: into the same file); another file is never replaced.",
        HelpName = "FILE",
    };

    /// <summary>Reads a bundle file, or the pieces of one as they were scanned, a line each.</summary>
    public static SignatureBundle Read(string file)
    {
        using var opened = KeyFiles.OpenToRead(file);
        var bytes = new byte[BundleFormat.MaxSize + 1];
        var read = bytes.AsMemory(0, opened.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        return BundleFormat.Parse(BundleParts.IsPart(read.Span) ? BundleParts.Join(Encoding.UTF8.GetString(read.Span)) : read);
    }

    public static async Task<int> RunAsync(Invocation invocation, ITerminal terminal, string file, CancellationToken cancellation)
    {
        var output = Path.GetFullPath(invocation.Value(OutOption) ?? file);
        var isSame = output == Path.GetFullPath(file);
        RequireFree(output, isSame);
        var bundle = Read(file);
        var description = CalldataDescription.Of(bundle.Transaction);
        SigningConsent.Obtain(invocation, terminal, bundle.Transaction, description);
        using var signer = OwnerKey.Open(invocation, terminal);
        var signature = await OwnerSigning.SignAsync(bundle.Transaction, owners: null, bundle.Signatures, signer, cancellation);
        var signed = bundle.With(signature);
        Write(output, BundleFormat.Write(signed), isSame);
        var result = new SignedBundle(
            bundle.Transaction.SafeTxHash.ToString(),
            bundle.Transaction.Safe.ToString(),
            signature.Owner.ToString(),
            signature.Kind.Word(),
            Hex.Encode(signature.Bytes.Span),
            signed.Signatures.Count,
            output,
            [.. description.Calls.Select(call => call.ToString())],
            description.Warnings);
        return invocation.Print(result, (_, console) => Show(result, SigningConsent.Describe(bundle.Transaction, description), console));
    }

    private static void Show(SignedBundle result, IReadOnlyList<string> lines, IAnsiConsole console)
    {
        foreach (var line in lines)
        {
            console.WriteLine(line);
        }

        console.WriteLine($"Signed by {result.Owner}; {result.Signatures} in {result.File}.");
        console.WriteLine("Whether that is an owner of the Safe, this machine cannot know: chainwatch escrow import will say.");
    }

    private static void RequireFree(string output, bool isSame)
    {
        if (!isSame && File.Exists(output))
        {
            throw Refuse($"{output} is there already, and is not replaced.", "Name another file with --out.");
        }
    }

    /// <summary>Beside it under another name, then renamed: a cut of power leaves the old bundle or the new one.</summary>
    private static void Write(string output, byte[] bundle, bool replace)
    {
        var passing = $"{output}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(passing, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bundle);
                file.Flush(flushToDisk: true);
            }

            File.Move(passing, output, replace);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"The signed bundle could not be written: {failed.Message}", "Name another file with --out.", failed);
        }
        finally
        {
            File.Delete(passing);
        }
    }

    private static ChainWatchException Refuse(string message, string hint, Exception? cause = null) => new(Refusal.Refused, "bundle-file", message, hint, cause);
}
