using Amazon.Util;

namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>What S3 and SQS call bytes by; nothing is kept secret with it.</summary>
internal static class Md5
{
    public static byte[] Of(byte[] bytes) => CryptoUtilFactory.CryptoInstance.ComputeMD5Hash(bytes);

    public static string Text(byte[] bytes) => Convert.ToHexStringLower(Of(bytes));
}
