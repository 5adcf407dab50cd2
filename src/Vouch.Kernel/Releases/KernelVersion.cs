using System;
using System.Globalization;

namespace Vouch.Kernel.Releases;

/// <summary>The version of a point release, such as 7.3.4.</summary>
/// <param name="Major">7 in 7.3.4.</param>
/// <param name="Minor">3 in 7.3.4.</param>
/// <param name="Point">4 in 7.3.4.</param>
public readonly record struct KernelVersion(int Major, int Minor, int Point) : IComparable<KernelVersion>
{
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Major, minor and point number (at most 255) in the bytes above each other, as <c>LINUX_KERNEL_VERSION</c> has them.</summary>
    public uint Packed => ((uint)Major << 16) | ((uint)Minor << 8) | (uint)Math.Min(Point, byte.MaxValue);

    /// <summary>Orders by major, minor and point number.</summary>
    public int CompareTo(KernelVersion other) => (Major, Minor, Point).CompareTo((other.Major, other.Minor, other.Point));

    /// <summary>As the kernel prints it: <c>7.3.4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Point}");
}
