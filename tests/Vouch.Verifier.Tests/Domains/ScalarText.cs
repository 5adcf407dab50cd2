using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>A scalar register as the verifier log prints it, without its link id.</summary>
internal static class ScalarText
{
    public static string Of(in ScalarBounds value)
    {
        if (value.IsConst)
            return LogNumber.Signed(unchecked((long)value.ConstValue));

        var limits = new List<Limit>
        {
            new("smin", true, value.SMin, unchecked((ulong)value.SMin), value.SMin == long.MinValue),
            new("smax", true, value.SMax, unchecked((ulong)value.SMax), value.SMax == long.MaxValue),
            new("umin", false, 0, value.UMin, value.UMin == 0),
            new("umax", false, 0, value.UMax, value.UMax == ulong.MaxValue),
            Signed32("smin32", value.SMin32, int.MinValue),
            Signed32("smax32", value.SMax32, int.MaxValue),
            new("umin32", false, 0, value.UMin32, value.UMin32 == 0),
            new("umax32", false, 0, value.UMax32, value.UMax32 == uint.MaxValue),
        };
        var parts = new List<string>();
        for (int i = 0; i < limits.Count; i++)
        {
            if (limits[i].Omitted)
                continue;

            // Limits of one side with the same value share it: smin=umin=1.
            string names = limits[i].Name;
            for (int j = i + 2; j < limits.Count; j += 2)
            {
                if (limits[j].Omitted || limits[j].Bits != limits[i].Bits || limits[j].IsNegative != limits[i].IsNegative)
                    continue;
                names += "=" + limits[j].Name;
                limits[j] = limits[j] with { Omitted = true };
            }

            parts.Add($"{names}={limits[i].Text}");
        }

        if (!value.Bits.IsUnknown)
            parts.Add($"var_off={value.Bits}");
        return string.Create(CultureInfo.InvariantCulture, $"scalar({string.Join(',', parts)})");
    }

    /// <summary>A 32-bit limit is sign-extended only while it is printed as a decimal.</summary>
    private static Limit Signed32(string name, int value, int unbounded)
    {
        ulong bits = LogNumber.IsDecimal((long)value) ? unchecked((ulong)value) : unchecked((uint)value);
        return new(name, true, unchecked((long)bits), bits, value == unbounded);
    }

    private readonly record struct Limit(string Name, bool IsSigned, long Signed, ulong Bits, bool Omitted)
    {
        public bool IsNegative => IsSigned && Signed < 0;

        public string Text => IsSigned ? LogNumber.Signed(Signed) : LogNumber.Unsigned(Bits);
    }
}
