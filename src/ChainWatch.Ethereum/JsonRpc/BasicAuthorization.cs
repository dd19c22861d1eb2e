using System.Text;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>HTTP Basic authentication (RFC 7617) for endpoints whose address holds a user and a password.</summary>
internal static class BasicAuthorization
{
    /// <summary>The value of the Authorization header; null where the address holds no credentials.</summary>
    internal static string? Of(Uri endpoint) => endpoint.UserInfo.Length == 0
        ? null
        : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(endpoint.UserInfo)));

    /// <summary>The address without them.</summary>
    internal static Uri Without(Uri endpoint) => new UriBuilder(endpoint) { UserName = "", Password = "" }.Uri;
}
