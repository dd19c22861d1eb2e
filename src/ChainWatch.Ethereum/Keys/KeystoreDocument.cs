using System.Text.Json;

namespace ChainWatch.Ethereum.Keys;

/// <summary>What a keystore file says, checked for form and for cost but not opened.</summary>
internal sealed record KeystoreDocument(Guid Id, Address? Address, byte[] CipherText, byte[] Iv, byte[] Mac, KeyDerivation Derivation)
{
    public const int MaxSize = 64 * 1024;
    public const int IvSize = 16;

    private const int MaxSaltSize = 1024;

    /// <exception cref="KeystoreException">Damaged, not supported, or too costly.</exception>
    public static KeystoreDocument Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxSize)
        {
            throw Damaged($"it has more than {MaxSize} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return Read(KeystoreObject.Root(document.RootElement));
        }
        catch (JsonException e)
        {
            throw new KeystoreException(KeystoreFailure.Damaged, "The keystore is damaged: it is not JSON.", e);
        }
    }

    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (Address is { } address)
            {
                json.WriteString("address", Convert.ToHexStringLower(address.Bytes));
            }

            json.WriteStartObject("crypto");
            json.WriteString("cipher", "aes-128-ctr");
            json.WriteStartObject("cipherparams");
            json.WriteString("iv", Convert.ToHexStringLower(Iv));
            json.WriteEndObject();
            json.WriteString("ciphertext", Convert.ToHexStringLower(CipherText));
            WriteDerivation(json);
            json.WriteString("mac", Convert.ToHexStringLower(Mac));
            json.WriteEndObject();
            json.WriteString("id", Id);
            json.WriteNumber("version", 3);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    internal static KeystoreException Damaged(string how) => new(KeystoreFailure.Damaged, $"The keystore is damaged: {how}.");

    private static KeystoreDocument Read(KeystoreObject root)
    {
        if (root.Integer("version") is not 3)
        {
            throw new KeystoreException(KeystoreFailure.NotSupported, "The keystore is of another version than 3.");
        }

        // Some wallets write Crypto, as the first version did.
        var crypto = root.Object(root.Has("crypto") ? "crypto" : "Crypto");
        if (crypto.Text("cipher") != "aes-128-ctr")
        {
            throw new KeystoreException(KeystoreFailure.NotSupported, "The keystore has another cipher than aes-128-ctr.");
        }

        return new KeystoreDocument(
            root.Has("id") && Guid.TryParse(root.Text("id"), out var id) ? id : Guid.Empty,
            root.Has("address") ? root.Address("address") : null,
            crypto.Bytes("ciphertext", Crypto.PrivateKey.Size, Crypto.PrivateKey.Size),
            crypto.Object("cipherparams").Bytes("iv", IvSize, IvSize),
            crypto.Bytes("mac", Hash32.Size, Hash32.Size),
            ReadDerivation(crypto.Text("kdf"), crypto.Object("kdfparams")));
    }

    private static KeyDerivation ReadDerivation(string name, KeystoreObject parameters)
    {
        if (name is not ("scrypt" or "pbkdf2") || (name == "pbkdf2" && parameters.Text("prf") != "hmac-sha256"))
        {
            throw new KeystoreException(KeystoreFailure.NotSupported, "The keystore's key derivation is neither scrypt nor PBKDF2-HMAC-SHA256.");
        }

        if (parameters.Integer("dklen") != KeyDerivation.KeySize)
        {
            throw new KeystoreException(KeystoreFailure.NotSupported, $"The keystore derives another number of bytes than {KeyDerivation.KeySize}.");
        }

        var salt = parameters.Bytes("salt", 0, MaxSaltSize);
        return name == "scrypt"
            ? new ScryptDerivation(salt, Cost(parameters.Integer("n"), parameters.Integer("r"), parameters.Integer("p")))
            : new Pbkdf2Derivation(salt, Iterations(parameters.Integer("c")));
    }

    private static ScryptCost Cost(int n, int r, int p)
    {
        if (n < 2 || (n & (n - 1)) != 0 || r < 1 || p < 1)
        {
            throw Damaged("scrypt wants n a power of two above 1, and r and p positive");
        }

        try
        {
            return new ScryptCost(n, r, p);
        }
        catch (ArgumentException e)
        {
            throw new KeystoreException(KeystoreFailure.TooCostly, e.Message, e);
        }
    }

    private static int Iterations(int count) => count switch
    {
        < 1 => throw Damaged("PBKDF2 wants at least one iteration"),
        > Pbkdf2Derivation.MaxIterations => throw new KeystoreException(
            KeystoreFailure.TooCostly, $"{count} iterations of PBKDF2 are more than is allowed here."),
        _ => count,
    };

    private void WriteDerivation(Utf8JsonWriter json)
    {
        json.WriteString("kdf", Derivation is ScryptDerivation ? "scrypt" : "pbkdf2");
        json.WriteStartObject("kdfparams");
        json.WriteNumber("dklen", KeyDerivation.KeySize);
        switch (Derivation)
        {
            case ScryptDerivation { Cost: var cost }:
                json.WriteNumber("n", cost.N);
                json.WriteNumber("p", cost.P);
                json.WriteNumber("r", cost.R);
                break;
            case Pbkdf2Derivation { Iterations: var iterations }:
                json.WriteNumber("c", iterations);
                json.WriteString("prf", "hmac-sha256");
                break;
        }

        json.WriteString("salt", Convert.ToHexStringLower(Derivation.Salt));
        json.WriteEndObject();
    }
}
