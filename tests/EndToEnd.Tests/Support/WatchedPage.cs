using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Analytics.EndToEnd.Tests.Support;

/// <summary>A page of the browser, and what went wrong on it.</summary>
internal sealed class WatchedPage
{
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _address;

    public WatchedPage(IPage page, string address)
    {
        Page = page;
        _address = address;
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal)
                && !request.Url.StartsWith(address.Replace("http", "ws", StringComparison.Ordinal), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                _foreign.Enqueue(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> ForeignRequests => _foreign;

    public IReadOnlyCollection<string> Errors => _errors;

    public Task GoToAsync(string path) => Page.GotoAsync(_address + path);
}
