using System.Collections.Immutable;
using System.Linq;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Contexts;

/// <summary>The rules of one context struct. Where several rows cover a byte, one that admits the access is enough.</summary>
internal sealed record ContextTable
{
    /// <summary>The first byte that belongs to the struct.</summary>
    public int Start { get; init; }

    /// <summary>One past the last byte at which an access may begin.</summary>
    public required int Limit { get; init; }

    /// <summary>Accesses may not reach past <see cref="Limit"/> either.</summary>
    public bool EndsAtLimit { get; init; }

    public bool AllowsUnaligned { get; init; }

    public ImmutableArray<ContextField> Fields { get; init; } = [];

    /// <summary>Reads of bytes without a row.</summary>
    public FieldAccess UnlistedRead { get; init; }

    /// <summary>Writes to bytes without a row.</summary>
    public FieldAccess UnlistedWrite { get; init; }

    /// <summary>What reads of bytes without a row give.</summary>
    public ContextValueKind UnlistedKind { get; init; }

    public ContextAccessResult Check(in ContextAccessQuery access, ProgramTraits program)
    {
        int offset = access.Offset;
        if (offset < Start || offset >= Limit || (EndsAtLimit && offset + access.Size > Limit)
            || (!AllowsUnaligned && offset % access.Size != 0))
        {
            return default;
        }

        bool isListed = false;
        foreach (ContextField field in Fields)
        {
            if (!field.Covers(offset))
            {
                continue;
            }

            isListed = true;
            if (field.Admits(access, program))
            {
                return new()
                {
                    IsAllowed = true, Kind = field.Kind, TypeName = field.TypeName,
                    FieldSize = access.IsWrite ? 0 : field.Read.FieldSize, MarksTimestampKind = field.MarksTimestampKind,
                };
            }
        }

        FieldAccess unlisted = access.IsWrite ? UnlistedWrite : UnlistedRead;
        return !isListed && unlisted.Takes(default, offset, access.Size)
            ? new() { IsAllowed = true, Kind = UnlistedKind, FieldSize = access.IsWrite ? 0 : unlisted.FieldSize }
            : default;
    }

    /// <summary>The same rules without these members.</summary>
    public ContextTable Without(params ImmutableArray<ContextMember> members) =>
        this with { Fields = [.. Fields.Where(field => !members.Any(member => member.Covers(field.Member.Offset)))] };

    /// <summary>The same rules with these rows in place of the ones of the same members.</summary>
    public ContextTable With(params ImmutableArray<ContextField> rows) =>
        this with { Fields = [.. Fields.Where(field => !rows.Any(row => row.Member.Covers(field.Member.Offset))), .. rows] };

    /// <summary>The same rules, and these members may be written as a whole.</summary>
    public ContextTable Writable(params ImmutableArray<ContextMember> members) => this with
    {
        Fields = [.. Fields.Select(field => members.Any(member => member == field.Member) ? field with { Write = WholeOf(field) } : field)],
    };

    private static FieldAccess WholeOf(ContextField field) =>
        field.Read == FieldAccess.Within ? FieldAccess.Within : FieldAccess.Exactly(field.Member.Size);
}
