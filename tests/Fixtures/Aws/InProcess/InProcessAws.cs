using System.Collections.Concurrent;
using Analytics.Fixtures.Aws.InProcess.S3;
using Analytics.Fixtures.Aws.InProcess.Sqs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>
/// An S3 (path style) and an SQS (JSON protocol) in this process: what the platform's clients ask of the real ones, in memory, with the
/// faults of a script. Signatures are not verified.
/// </summary>
public sealed class InProcessAws : IAsyncDisposable
{
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(15);
    private readonly WebApplication _server;
    private readonly S3Service _s3;
    private readonly SqsService _sqs;

    public InProcessAws()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = kestrel.Limits.MinResponseDataRate = null;
        });
        _server = builder.Build();
        _server.Run(TakeAsync);
        _server.Start();
        Address = _server.Urls.Single();
        _sqs = new SqsService(Address);
        _s3 = new S3Service(_sqs, () => Now);
    }

    /// <summary>One for all tests of the process that need an AWS and none that misbehaves; it ends with the process.</summary>
    public static Lazy<InProcessAws> Shared { get; } = new();

    public string Address { get; }

    public AwsFaults Faults { get; } = new();

    /// <summary>How far the server's clock is ahead; requests signed more than 15 minutes off it are refused.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>All that was asked, refused or not: operation, and key or queue.</summary>
    public ConcurrentQueue<(string Operation, string Key)> Requests { get; } = new();

    /// <summary>What was answered, faults aside: operation, key or queue, and the length of the body.</summary>
    public ConcurrentQueue<(string Operation, string Key, long Bytes)> Answers { get; } = new();

    private DateTimeOffset Now => TimeProvider.System.GetUtcNow() + ClockSkew;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        var call = AwsCall.Of(context.Request, content.ToArray());
        Requests.Enqueue((call.Operation, call.Key));
        var fault = Faults.Take(call.Operation, call.Key);
        try
        {
            var answer = await AnswerAsync(call, fault, context.RequestAborted);
            if (answer is null)
            {
                context.Abort();
                return;
            }

            Answers.Enqueue((call.Operation, call.Key, answer.Body.Length));
            await answer.SendAsync(context, Now, call.Body.Length > 0 && fault is { FlippedByte: not null } ? null : fault);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    }

    /// <summary>Null where the connection is to be reset.</summary>
    private async Task<AwsAnswer?> AnswerAsync(AwsCall call, AwsFault? fault, CancellationToken cancellationToken)
    {
        try
        {
            if (fault is { Hangs: true })
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            if (call.SignedAt is { } signed && (signed - Now).Duration() > LargestSkew)
            {
                throw new AwsErrorException(
                    403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.");
            }

            if (fault is { Status: { } early, Done: false })
            {
                throw new AwsErrorException(early, fault.Code, fault.Message);
            }

            var sound = call.Body.Length > 0 && fault?.FlippedByte is { } at ? call with { Body = AwsFault.Flipped(call.Body, at) } : call;
            var answer = call.IsSqs ? await _sqs.AnswerAsync(sound, cancellationToken) : _s3.Answer(sound);
            return fault switch
            {
                { Status: { } late } => throw new AwsErrorException(late, fault.Code, fault.Message),
                { Done: true } => null,
                _ => answer,
            };
        }
        catch (AwsErrorException error)
        {
            // An error is lost as any other answer is.
            return fault is { Done: true, Status: null } ? null : AwsAnswer.Of(error, call);
        }
    }
}
