<h2><span class="badge {{card.tracker}}">{{card.letter}}</span><bdi>{{card.name}}</bdi></h2>
% if card.note:
<p class="note" role="status">{{card.note}}</p>
% end
<p class="state {{card.tone}}"><bdi>{{card.state}}</bdi></p>
% if card.hint:
<p class="hint">{{card.hint}}</p>
% end
% if card.code:
<p class="code" dir="ltr">
% for part in card.code_parts:
<span>{{part}}</span>\\
% end
</p>
% end
% if card.link:
<a class="button main" href="{{card.link}}" target="_blank" rel="noopener noreferrer">{{card.link_label}}</a>
% end
<div class="actions">
% for action in card.actions:
% if action.posts:
<form class="{{action.look}}" method="post" action="{{root}}/{{action.path}}">
<input type="hidden" name="form" value="{{form}}">
<button class="button {{action.look}}" type="submit">{{action.label}}</button>
</form>
% else:
<a class="button {{action.look}}" href="{{root}}/{{action.path}}">{{action.label}}</a>
% end
% end
</div>
