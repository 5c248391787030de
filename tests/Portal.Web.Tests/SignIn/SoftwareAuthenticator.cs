using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Web.Tests.SignIn;

/// <summary>
/// A passkey as a phone keeps one: a P-256 key, user verified, no attestation (WebAuthn §6). It answers for the origin
/// it is told, so that a test can be a phishing site.
/// </summary>
internal sealed class SoftwareAuthenticator(string origin = "https://localhost", string domain = "localhost")
    : IDisposable
{
    private const byte UserPresentAndVerified = 0x05;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string? _userHandle;
    private uint _uses;

    /// <summary>Answers navigator.credentials.create.</summary>
    public string Create(string options)
    {
        var asked = JsonNode.Parse(options)!;
        _userHandle = (string)asked["user"]!["id"]!;
        var point = _key.ExportParameters(false).Q;
        byte[] credential =
        [
            .. new byte[16], 0, (byte)_id.Length, .. _id,
            0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!,
        ];
        var data = AuthenticatorData(UserPresentAndVerified | HasCredential, credential);
        byte[] attestation =
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8,
            0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data,
        ];
        return Credential(new()
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", asked)),
            ["attestationObject"] = Text(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers navigator.credentials.get.</summary>
    public string Get(string options)
    {
        var client = ClientData("webauthn.get", JsonNode.Parse(options)!);
        _uses++;
        var data = AuthenticatorData(UserPresentAndVerified, []);
        return Credential(new()
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(_key.SignData(
                [.. data, .. SHA256.HashData(client)],
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = _userHandle,
        });
    }

    public void Dispose() => _key.Dispose();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private byte[] AuthenticatorData(byte flags, byte[] credential)
    {
        var uses = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(uses, _uses);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(domain)), flags, .. uses, .. credential];
    }

    private byte[] ClientData(string type, JsonNode options) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type,
        challenge = (string)options["challenge"]!,
        origin,
        crossOrigin = false,
    });

    private string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Text(_id),
        ["rawId"] = Text(_id),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();
}
