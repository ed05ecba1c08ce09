using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.EmbeddedPostgres;
using Analytics.Fixtures;
using Npgsql;

namespace Analytics.Database.Tests;

/// <summary>A PostgreSQL with TLS, whose certificate names <c>localhost</c> and is signed by an authority of the test's own.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ScratchFolder _scratch = new();
    private EmbeddedPostgresServer? _server;

    /// <summary>A bundle as RDS has it: several authorities, of which the second one signed the server's certificate.</summary>
    public string RightBundle => _scratch.File("right.pem");

    public string WrongBundle => _scratch.File("wrong.pem");

    /// <summary>As the server's owner, by 127.0.0.1, which the certificate does not name, and without a word on TLS.</summary>
    public NpgsqlConnectionStringBuilder Connection =>
        new(_server?.ConnectionString ?? throw new InvalidOperationException("The server has not started."));

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = _scratch.File("postgres"), Throwaway = true, SharedBuffersMegabytes = 16 },
            TestContext.Current.CancellationToken);
        using var authority = Authority("CN=Authority of the test");
        using var other = Authority("CN=Another authority");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(authority, key, "localhost");
        await File.WriteAllTextAsync(RightBundle, $"{other.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n");
        await File.WriteAllTextAsync(WrongBundle, other.ExportCertificatePem());
        await using var database = NpgsqlDataSource.Create(Connection);

        // The server writes the files itself: it insists that nobody else may read the key, and may run as a user of its own.
        await WriteAsync(database, "server.key", key.ExportPkcs8PrivateKeyPem());
        await WriteAsync(database, "server.crt", certificate.ExportCertificatePem());
        await ExecuteAsync(database, "alter system set ssl = on");
        await ExecuteAsync(database, "select pg_reload_conf()");
        await Eventually.TrueAsync(async () =>
        {
            // A session's own settings change with its next statement.
            await using var on = database.CreateCommand("select setting = 'on' from pg_settings where name = 'ssl'");
            return await on.ExecuteScalarAsync() is true;
        });
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Connection);
        await ExecuteAsync(database, sql);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _scratch.Dispose();
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, Until);
    }

    private static X509Certificate2 Sign(X509Certificate2 authority, ECDsa key, string host)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(authority, From, Until, [1]);
    }

    private static Task WriteAsync(NpgsqlDataSource database, string file, string pem) => ExecuteAsync(
        database,
        $"copy (select unnest(string_to_array('{pem}', E'\\n'))) to program 'umask 077; cat > {file}'");

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
