using System;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Log;

namespace Vouch.Verifier.State;

/// <summary>
/// Prints one register as the log does. Constants are bare numbers; everything else is a type with attributes in parentheses,
/// which are left out where they say nothing (a limit at its widest, an offset of zero).
/// </summary>
internal static class RegisterText
{
    private const int LimitCount = 8;

    /// <summary>Names of the limits in printing order; signed and unsigned alternate in pairs of minimum and maximum.</summary>
    private static readonly string[] LimitNames = ["smin", "smax", "umin", "umax", "smin32", "smax32", "umin32", "umax32"];

    /// <param name="text">Where to.</param>
    /// <param name="facts">Names of maps and types.</param>
    /// <param name="identities">What its numbers are called.</param>
    /// <param name="frame">The frame printed: pointers into another one name it.</param>
    /// <param name="register">The register.</param>
    public static void Append(LogText text, ProgramFacts facts, IdentityReading identities, int frame, in RegisterState register)
    {
        RegisterType type = register.Type;
        if (type.IsScalar && register.IsPrecise)
        {
            text.Append('P');
        }

        if (register.IsConstantScalar)
        {
            text.AppendSignedNumber((long)register.ConstantValue);
            return;
        }

        RegisterTypeText.Append(text, type);
        if (type == RegisterKind.Arena || (type == RegisterKind.Stack && TryAppendStackPointer(text, frame, in register)))
        {
            return;
        }

        if (type.Kind == RegisterKind.BtfObject)
        {
            text.Append(facts.Types(register.Btf).NameOf(register.BtfType));
        }

        text.Append('(');
        int start = text.Length;
        AppendIdentities(text, start, identities, in register);
        AppendPayload(text, start, facts, in register);
        AppendValue(text, start, in register);
        text.Append(')');
    }

    private static bool TryAppendStackPointer(LogText text, int frame, in RegisterState register)
    {
        if (register.FrameNumber != frame)
        {
            text.Append('[');
            text.AppendDecimal(register.FrameNumber);
            text.Append(']');
        }

        if (!register.HasKnownOffset)
        {
            return false;
        }

        text.AppendSignedNumber(register.KnownOffset);
        return true;
    }

    private static void AppendIdentities(LogText text, int start, IdentityReading identities, in RegisterState register)
    {
        if (register.Id != 0)
        {
            AppendName(text, start, "id=");
            text.AppendDecimal(register.BaseId);
        }

        if ((register.Id & RegisterState.AddConstant) != 0)
        {
            text.AppendSigned(register.Delta);
        }

        if (register.ParentId != 0)
        {
            AppendName(text, start, identities.ParentWord);
            text.AppendDecimal(register.ParentId);
        }

        if (register.Type.IsNonOwning)
        {
            AppendName(text, start, "non_own_ref");
        }
    }

    private static void AppendPayload(LogText text, int start, ProgramFacts facts, in RegisterState register)
    {
        RegisterKind kind = register.Type.Kind;
        if (kind is RegisterKind.MapPointer or RegisterKind.MapValue or RegisterKind.MapKey)
        {
            MapModel map = facts.Map(register.Map);
            if (map.Name.Length > 0)
            {
                AppendName(text, start, "map=");
                text.Append(map.Name);
            }

            AppendName(text, start, "ks=");
            text.AppendDecimal(map.KeySize);
            text.Append(",vs=");
            text.AppendDecimal(map.ValueSize);
        }

        if (!register.Type.IsScalar && register.FixedOffset != 0)
        {
            AppendName(text, start, "off=");
            text.AppendSignedNumber(register.FixedOffset);
        }

        if (kind is RegisterKind.Packet or RegisterKind.PacketMeta)
        {
            AppendName(text, start, "r=");
            text.AppendUnsignedNumber((ulong)(long)register.PacketRange);
        }

        if (kind == RegisterKind.Memory)
        {
            AppendName(text, start, "sz=");
            text.AppendUnsignedNumber(register.MemorySize);
        }

        if (register.Type == RegisterKind.Dynptr)
        {
            AppendName(text, start, "type=");
            text.Append(RegisterTypeText.Name(register.DynptrKind));
        }
    }

    private static void AppendValue(LogText text, int start, in RegisterState register)
    {
        if (register.IsConstant)
        {
            if (register.ConstantValue != 0)
            {
                AppendName(text, start, "imm=");
                text.AppendSignedNumber((long)register.ConstantValue);
            }

            return;
        }

        AppendLimits(text, start, in register);
        Tnum bits = register.Bounds.Bits;
        if (!bits.IsUnknown)
        {
            AppendName(text, start, "var_off=(");
            text.AppendHex(bits.Value);
            text.Append("; ");
            text.AppendHex(bits.Mask);
            text.Append(')');
        }
    }

    /// <summary>
    /// The limits that are not at their widest. Minima with the same value are printed once with their names joined, and so are
    /// maxima, unless one reads as negative and the other does not.
    /// </summary>
    private static void AppendLimits(LogText text, int start, in RegisterState register)
    {
        Span<ulong> values = stackalloc ulong[LimitCount];
        uint shown = Limits(in register, values);
        for (int i = 0; i < LimitCount; i++)
        {
            if ((shown & (1u << i)) == 0)
            {
                continue;
            }

            AppendName(text, start, LimitNames[i]);
            text.Append('=');
            for (int j = i + 2; j < LimitCount; j += 2)
            {
                if ((shown & (1u << j)) != 0 && values[j] == values[i] && IsNegative(j, values[j]) == IsNegative(i, values[i]))
                {
                    shown &= ~(1u << j);
                    text.Append(LimitNames[j]);
                    text.Append('=');
                }
            }

            if (IsSigned(i))
            {
                text.AppendSignedNumber((long)values[i]);
            }
            else
            {
                text.AppendUnsignedNumber(values[i]);
            }
        }
    }

    /// <summary>Fills in the limits and tells which are worth showing.</summary>
    private static uint Limits(in RegisterState register, Span<ulong> values)
    {
        ScalarBounds bounds = register.Bounds;
        values[0] = (ulong)bounds.SMin;
        values[1] = (ulong)bounds.SMax;
        values[2] = bounds.UMin;
        values[3] = bounds.UMax;
        values[4] = Extended(bounds.SMin32);
        values[5] = Extended(bounds.SMax32);
        values[6] = bounds.UMin32;
        values[7] = bounds.UMax32;
        return Bit(0, bounds.SMin != long.MinValue) | Bit(1, bounds.SMax != long.MaxValue) | Bit(2, bounds.UMin != 0)
            | Bit(3, bounds.UMax != ulong.MaxValue) | Bit(4, bounds.SMin32 != int.MinValue) | Bit(5, bounds.SMax32 != int.MaxValue)
            | Bit(6, bounds.UMin32 != 0) | Bit(7, bounds.UMax32 != uint.MaxValue);
    }

    /// <summary>Sign-extended where it prints in decimal, so that -1 joins with the 64-bit -1; in hexadecimal its own 32 bits.</summary>
    private static ulong Extended(int limit) => LogNumber.IsDecimal((long)limit) ? (ulong)(long)limit : (uint)limit;

    private static uint Bit(int index, bool isSet) => isSet ? 1u << index : 0;

    private static bool IsSigned(int limit) => (limit & 2) == 0;

    private static bool IsNegative(int limit, ulong value) => IsSigned(limit) && (long)value < 0;

    private static void AppendName(LogText text, int start, string name)
    {
        if (text.Length > start)
        {
            text.Append(',');
        }

        text.Append(name);
    }
}
