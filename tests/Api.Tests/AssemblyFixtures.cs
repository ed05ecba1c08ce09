using Analytics.Api.Tests.Support;

[assembly: AssemblyFixture(typeof(LivePlatform))]
