using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Analytics.Storage;

/// <summary>Tells faults of a store that does not answer, or asks for patience, from faults of what was asked of it.</summary>
public static class StorageErrors
{
    /// <summary>Whether the same request would succeed once the store, or the network to it, is back.</summary>
    public static bool IsTransient(Exception fault) => fault switch
    {
        HttpRequestException or HttpIOException or SocketException => true,
        AmazonServiceException service => service.StatusCode >= HttpStatusCode.InternalServerError
            || service.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or default(HttpStatusCode)
            || IsConflict(service),
        AmazonClientException => true,
        _ => fault.InnerException is { } inner && IsTransient(inner),
    };

    /// <summary>Whether S3 asks for another attempt because others wrote the same key at that moment.</summary>
    public static bool IsConflict(AmazonServiceException fault) =>
        fault.StatusCode == HttpStatusCode.Conflict && fault.ErrorCode is "ConditionalRequestConflict" or "OperationAborted";
}
