using System;

namespace Vouch.Kernel.Releases;

/// <summary>
/// Releases that a fact is true of: each row of the tables names them. A set and no range, because fixes go back to older series: a
/// point release may have what the next series lacks.
/// </summary>
[Flags]
internal enum ReleaseSet : ushort
{
    None = 0,
    Linux510 = 1 << 0,
    Linux61 = 1 << 1,
    Linux612 = 1 << 2,
    Linux618 = 1 << 3,
    Linux73 = 1 << 4,

    /// <summary>Every release that the tables were made from.</summary>
    All = Linux510 | Linux61 | Linux612 | Linux618 | Linux73,
}
