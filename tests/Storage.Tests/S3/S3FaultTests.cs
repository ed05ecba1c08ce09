using Analytics.Fixtures.Aws;

namespace Analytics.Storage.Tests.S3;

public sealed class S3FaultTests() : S3NetworkFaultSuite(() => Emulator.Separate);
