% rebase("frame", title=text("PAGE_BROWSER"), direction=direction, refresh=refresh, note=note)
<section class="card">
% if card.is_running and card.in_browser:
% include("card", card=card)
% else:
<h1><span class="badge {{card.tracker}}">{{card.letter}}</span>{{text("PAGE_BROWSER")}}</h1>
% if problem:
<p class="problem" role="alert">{{problem}}</p>
% end
<p>{{text("PAGE_REDIRECT", card.tracker)}}</p>
<p class="copy" dir="ltr">{{callback_url[:-9]}}<wbr>{{callback_url[-9:]}}</p>
<form method="post" action="{{root}}/{{card.tracker}}/browser">
<input type="hidden" name="form" value="{{form}}">
<button class="button main" type="submit">{{text("PAGE_BROWSER")}}</button>
</form>
<p class="hint">{{text("PAGE_NO_REDIRECT")}}</p>
<a class="button plain" href="{{root}}/{{card.tracker}}/code">{{text("PAGE_CODE_BY_HAND")}}</a>
% end
<a class="button plain" href="{{root}}/#{{card.tracker}}">{{text("PAGE_BACK")}}</a>
</section>
