using System.Data;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Storage;

/// <summary>How the product's values stand in the ledger's columns.</summary>
internal static class ValueMapping
{
    private static readonly Lock Once = new();
    private static bool _registered;

    /// <summary>Tells Dapper, once for the process.</summary>
    public static void Register()
    {
        lock (Once)
        {
            if (_registered)
            {
                return;
            }

            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            Add<Address, byte[]>(address => address.ToArray(), bytes => new Address(bytes));
            Add<Hash32, byte[]>(hash => hash.ToArray(), bytes => new Hash32(bytes));
            Add<Token, byte[]>(token => token.Contract.ToArray(), bytes => new Token(new Address(bytes)));
            Add<BigInteger, string>(
                amount => amount.ToString(CultureInfo.InvariantCulture),
                text => BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
            Add<DateTimeOffset, long>(time => time.ToUnixTimeSeconds(), DateTimeOffset.FromUnixTimeSeconds);
            _registered = true;
        }
    }

    private static void Add<T, TColumn>(Func<T, TColumn> write, Func<TColumn, T> read) =>
        SqlMapper.AddTypeHandler(new Mapping<T, TColumn>(write, read));

    private sealed class Mapping<T, TColumn>(Func<T, TColumn> write, Func<TColumn, T> read) : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value) =>
            parameter.Value = value is null ? DBNull.Value : write(value);

        public override T Parse(object value) => read((TColumn)value);
    }
}
